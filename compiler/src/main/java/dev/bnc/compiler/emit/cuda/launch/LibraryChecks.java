package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlanVerifier.Requirement;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks steps of libraries: what would be written over something else, or read as something it is not.
record LibraryChecks(LaunchPlan plan) {
    void gemm(LaunchStep.Gemm step, Requirement require) {
        require.of(
                step.algorithm().isEmpty() || step.algorithm().size() == LaunchStep.Gemm.ALGORITHM,
                () -> "an algorithm of cuBLASLt has 8 numbers: " + step);
        require.of(
                step.algorithm().isEmpty() || plan.target().cublas().isPresent(),
                () -> "an algorithm of an unknown version of cuBLASLt: " + step);
        boolean left = step.transposed().left();
        boolean right = step.transposed().right();
        long m = left ? step.a().columns() : step.a().rows();
        long depth = left ? step.a().rows() : step.a().columns();
        long n = right ? step.b().rows() : step.b().columns();
        long met = right ? step.b().columns() : step.b().rows();
        boolean sizes = depth == met && step.c().rows() == m && step.c().columns() == n;
        require.of(sizes, () -> "the sizes of a product do not go together: " + step);
        Optional<View> bias = step.epilogue().added();
        bias.ifPresent(b -> require.of(
                b.elements() == n && type(b) == type(step.c()),
                () -> "a bias is a number a column, of the result's type: " + step));
        factors(List.of(step.a(), step.b()), step.compute(), step, require);
        var reads = new HashSet<>(Set.of(step.a(), step.b()));
        bias.ifPresent(reads::add);
        told(reads, step.c(), step.workspace(), step, require);
    }

    void conv(LaunchStep.Conv step, Requirement require) {
        require.of(
                step.engine().isEmpty() || plan.target().cudnn().isPresent(),
                () -> "an engine of an unknown version of cuDNN: " + step);
        boolean four = List.of(step.x(), step.w(), step.y()).stream()
                .allMatch(v -> v.dims().size() == 4);
        require.of(four, () -> "images and filters have four dimensions: " + step);
        List<Integer> x = step.x().dims();
        List<Integer> w = step.w().dims();
        List<Integer> y = step.y().dims();
        Window window = step.window();
        boolean sizes = x.getFirst().equals(y.getFirst())
                && w.get(0).equals(y.get(3))
                && w.get(1) == window.kernel().height()
                && w.get(2) == window.kernel().width()
                && w.get(3) * step.groups() == x.get(3)
                && new Extent(y.get(1), y.get(2)).equals(window.outputSize(new Extent(x.get(1), x.get(2))));
        require.of(sizes, () -> "the sizes of a convolution do not go together: " + step);
        require.of(step.w().contiguous(), () -> "a filter lies in one piece: " + step);
        View written = switch (step.direction()) {
            case FORWARD -> step.y();
            case INPUT_GRADIENT -> step.x();
            case WEIGHT_GRADIENT -> step.w();
        };
        var factors = new ArrayList<>(List.of(step.x(), step.w(), step.y()));
        factors.remove(written);
        factors(factors, step.compute(), step, require);
        told(Set.copyOf(factors), written, step.workspace(), step, require);
    }

    private void factors(List<View> views, Compute compute, LaunchStep step, Requirement require) {
        DataType wanted = compute == Compute.BF16 ? DataType.BF16 : DataType.F32;
        require.of(
                views.stream().allMatch(v -> type(v) == wanted),
                () -> "factors of a product in " + compute + " are not " + wanted + ": " + step);
    }

    private void told(Set<View> reads, View written, Optional<View> workspace, LaunchStep step, Requirement require) {
        var writes = new HashSet<>(Set.of(written));
        workspace.ifPresent(writes::add);
        boolean told = reads.equals(Set.copyOf(step.effects().reads()))
                && writes.equals(Set.copyOf(step.effects().writes()));
        require.of(told, () -> "a step reads and writes other things than it says: " + step);
        workspace.ifPresent(room -> require.of(
                room.contiguous() && plan.buffers().get(room.buffer()).role() == BufferRole.WORKSPACE,
                () -> "a library's workspace is a buffer of its own: " + step));
    }

    private DataType type(View view) {
        return plan.buffers().get(view.buffer()).type();
    }
}
