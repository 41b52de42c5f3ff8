package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudnn.*;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Engine;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Knob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;

/// An execution plan of cuDNN: a graph, an engine, its knobs.
///
/// @param parts closed in this order
record CudnnPlan(CudnnDescriptor descriptor, long workspace, Deque<CudnnDescriptor> parts) implements AutoCloseable {
    /// Builds it.
    ///
    /// @throws LibraryRefusal if the library cannot
    static CudnnPlan of(CudnnGraph graph, Engine choice, cudnnContext handle) {
        var parts = new ArrayDeque<CudnnDescriptor>();
        try {
            CudnnDescriptor engine = push(parts, CUDNN_BACKEND_ENGINE_DESCRIPTOR)
                    .descriptors(CUDNN_ATTR_ENGINE_OPERATION_GRAPH, List.of(graph.graph()))
                    .longs(CUDNN_ATTR_ENGINE_GLOBAL_INDEX, choice.index())
                    .finished();
            var knobs = new ArrayList<CudnnDescriptor>();
            for (Knob knob : choice.knobs()) {
                knobs.add(push(parts, CUDNN_BACKEND_KNOB_CHOICE_DESCRIPTOR)
                        .word(CUDNN_ATTR_KNOB_CHOICE_KNOB_TYPE, CUDNN_TYPE_KNOB_TYPE, knob.type())
                        .longs(CUDNN_ATTR_KNOB_CHOICE_KNOB_VALUE, knob.value())
                        .finished());
            }
            CudnnDescriptor setting = push(parts, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR)
                    .descriptors(CUDNN_ATTR_ENGINECFG_ENGINE, List.of(engine));
            if (!knobs.isEmpty()) {
                setting.descriptors(CUDNN_ATTR_ENGINECFG_KNOB_CHOICES, knobs);
            }
            setting.finished();
            CudnnDescriptor plan = push(parts, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)
                    .handle(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, handle)
                    .descriptors(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, List.of(setting))
                    .finished();
            return new CudnnPlan(plan, plan.number(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE), parts);
        } catch (LibraryRefusal e) {
            parts.forEach(CudnnDescriptor::close);
            throw e;
        }
    }

    private static CudnnDescriptor push(Deque<CudnnDescriptor> parts, int kind) {
        var descriptor = new CudnnDescriptor(kind);
        parts.push(descriptor);
        return descriptor;
    }

    @Override
    public void close() {
        parts.forEach(CudnnDescriptor::close);
        parts.clear();
    }
}
