package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Origin;
import java.util.List;
import java.util.Optional;

/// A launch to be: a kernel that may share its launch with others, a step that does without a kernel, or both where there is a
/// choice. Then the step is taken unless the kernel finds company.
///
/// @param origin where it comes from
record LaunchDraft(Optional<StepKernel> kernel, Optional<LaunchStep> step, Origin origin) {
    LaunchDraft {
        if (kernel.isEmpty() && step.isEmpty()) {
            throw new IllegalArgumentException("nothing to launch");
        }
    }

    static LaunchDraft of(StepKernel kernel, Origin origin) {
        return new LaunchDraft(Optional.of(kernel), Optional.empty(), origin);
    }

    List<View> reads() {
        return kernel.map(KernelViews::read).orElseGet(() -> step.orElseThrow().effects().reads());
    }

    List<View> writes() {
        return kernel.map(KernelViews::written).orElseGet(() -> step.orElseThrow().effects().writes());
    }
}
