package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudnn.*;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Engine;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Knob;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cudnn;

/// cuDNN's graph API: convolutions and their gradients, a graph of one operation each.
public final class Cudnn implements TaskLibrary {
    static final LibraryFiles FILES = new LibraryFiles(
            "cuDNN",
            List.of("libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libcudnn.so.9"),
            "cudnnGetVersion",
            90_000,
            List.of(
                    "cudnnBackendCreateDescriptor",
                    "cudnnBackendDestroyDescriptor",
                    "cudnnBackendExecute",
                    "cudnnBackendFinalize",
                    "cudnnBackendGetAttribute",
                    "cudnnBackendSetAttribute",
                    "cudnnCreate",
                    "cudnnDestroy",
                    "cudnnGetErrorString",
                    "cudnnGetLastErrorString",
                    "cudnnSetStream"));
    private static final int MOST_PROPOSED = 16;
    private static final int MOST = 6;
    private static final int MOST_KNOBS = 64;
    private static final int MOST_NOTES = 16;

    private final String version;
    private final cudnnContext handle = new cudnnContext();

    private Cudnn(int version) {
        this.version = LibraryFiles.text(version);
        CudnnDescriptor.check(cudnnCreate(handle), "cuDNN " + this.version + " does not start");
    }

    /// Starts it; the driver must have been.
    ///
    /// @throws dev.bnc.runtime.program.DeviceException if it is not there, or not one to be used
    public static Cudnn start(Places places) {
        int version = FILES.open(places);
        FILES.load(cudnn.class);
        return new Cudnn(version);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<LibraryAdvice> candidates(LibraryTask task, long workspace) {
        LibraryTask.Conv conv = (LibraryTask.Conv) task;
        var found = new ArrayList<LibraryAdvice>();
        try (var graph = new CudnnGraph(conv, handle)) {
            for (int mode : new int[] {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK}) {
                if (found.isEmpty()) {
                    found.addAll(proposed(graph, mode, conv.compute(), workspace));
                }
            }
        } catch (LibraryRefusal _) {
            return List.of();
        }
        return found;
    }

    private List<LibraryAdvice> proposed(CudnnGraph graph, int mode, Compute compute, long workspace) {
        var found = new ArrayList<LibraryAdvice>();
        try (var asked = new CudnnDescriptor(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR)
                .descriptors(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, List.of(graph.graph()))
                .word(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode)
                .finished()) {
            List<CudnnDescriptor> settings = asked.descriptors(
                    CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR, MOST_PROPOSED);
            for (CudnnDescriptor setting : settings) {
                if (found.size() < MOST) {
                    advice(graph, setting, compute).filter(a -> a.workspace() <= workspace).ifPresent(found::add);
                }
                setting.close();
            }
        } catch (LibraryRefusal _) {
            return found;
        }
        return found;
    }

    /// What a proposed setting comes to, if it is exact enough, gives the same bits every time, and can be built.
    private Optional<LibraryAdvice> advice(CudnnGraph graph, CudnnDescriptor setting, Compute compute) {
        List<CudnnDescriptor> engines =
                setting.descriptors(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR, 1);
        List<CudnnDescriptor> knobs = List.of();
        try {
            CudnnDescriptor engine = engines.getFirst();
            if (!fits(engine.words(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE, MOST_NOTES), compute)) {
                return Optional.empty();
            }
            knobs = setting.descriptors(
                    CUDNN_ATTR_ENGINECFG_KNOB_CHOICES, CUDNN_BACKEND_KNOB_CHOICE_DESCRIPTOR, MOST_KNOBS);
            var chosen = knobs.stream()
                    .map(k -> new Knob(
                            k.word(CUDNN_ATTR_KNOB_CHOICE_KNOB_TYPE, CUDNN_TYPE_KNOB_TYPE),
                            k.number(CUDNN_ATTR_KNOB_CHOICE_KNOB_VALUE)))
                    .toList();
            int index = Math.toIntExact(engine.number(CUDNN_ATTR_ENGINE_GLOBAL_INDEX));
            var choice = new Engine(index, chosen, Optional.empty());
            try (CudnnPlan plan = CudnnPlan.of(graph, choice, handle)) {
                return Optional.of(new LibraryAdvice(plan.workspace(), List.of(), Optional.of(choice)));
            }
        } catch (LibraryRefusal _) {
            return Optional.empty();
        } finally {
            knobs.forEach(CudnnDescriptor::close);
            engines.forEach(CudnnDescriptor::close);
        }
    }

    private static boolean fits(List<Integer> notes, Compute compute) {
        boolean same = !notes.contains(CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC);
        return switch (compute) {
            case F32 ->
                same
                        && !notes.contains(CUDNN_NUMERICAL_NOTE_TENSOR_CORE)
                        && !notes.contains(CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS)
                        && !notes.contains(CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION);
            case TF32, BF16 ->
                same
                        && !notes.contains(CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS)
                        && !notes.contains(CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION);
        };
    }

    @Override
    public PreparedTask prepare(LibraryTask task, LibraryAdvice advice) {
        var graph = new CudnnGraph((LibraryTask.Conv) task, handle);
        try {
            Engine engine = advice.engine().orElseThrow();
            return new Convolution(graph, CudnnPlan.of(graph, engine, handle));
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /// A convolution with its plan.
    private final class Convolution implements PreparedTask {
        private final CudnnGraph graph;
        private final CudnnPlan plan;

        Convolution(CudnnGraph graph, CudnnPlan plan) {
            this.graph = graph;
            this.plan = plan;
        }

        @Override
        public void run(Operands operands, Stream stream) {
            CudnnDescriptor.check(cudnnSetStream(handle, stream.handle()), "choosing a stream");
            try (var pack = new CudnnDescriptor(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR)
                    .longs(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CudnnGraph.X, CudnnGraph.W, CudnnGraph.Y)
                    .addresses(
                            CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS,
                            operands.first(),
                            operands.second(),
                            operands.third())
                    .addresses(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, operands.workspace())
                    .finished()) {
                CudnnDescriptor.check(
                        cudnnBackendExecute(handle, plan.descriptor().handle(), pack.handle()), "a convolution by cuDNN");
            }
        }

        @Override
        public void close() {
            plan.close();
            graph.close();
        }
    }

    @Override
    public void close() {
        cudnnDestroy(handle);
    }
}
