package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Origin;
import java.util.List;

/// What a device is to compute, before it is known by which kernels and at which addresses: the steps of a [Plan] without
/// what is made for the JVM's kernels.
///
/// There are no [Pack] steps: right factors of products are [Right.Strided]. No left factor is [Left.Winograd]. A [Call]
/// has no workspace. Buffers of the arena have no place. Chunks ([Elementwise#grain]) matter only where a loop sums up.
///
/// @param setup where each setup step of the plan comes from
/// @param steps where each step of the plan comes from
public record DevicePlan(Plan plan, List<Origin> setup, List<Origin> steps) {
    public DevicePlan {
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
        if (setup.size() != plan.setup().size() || steps.size() != plan.steps().size()) {
            throw new IllegalArgumentException(steps.size() + " origins of " + plan.steps().size() + " steps");
        }
    }
}
