package dev.bnc.compiler.emit.cuda.launch;

import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.A;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.SPACE;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.W;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.effects;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.gemm;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.gemmReads;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.gemmWrites;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.whole;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Every rule on steps of libraries has a plan that breaks it and nothing else.
class LibraryChecksTest {
    private static final int GEMM = 2;
    private static final int CONV = 3;

    private static void refuses(String message, Consumer<SmallPlan> change) {
        var small = new SmallPlan();
        assertThatCode(() -> LaunchPlanVerifier.verify(small.plan())).doesNotThrowAnyException();
        change.accept(small);
        assertThatThrownBy(() -> LaunchPlanVerifier.verify(small.plan()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sizesOfProductsGoTogether() {
        View wide = new View(W, 0, List.of(2, 16), 16);
        refuses(
                "the sizes of a product do not go together",
                p -> p.steps.set(
                        GEMM,
                        gemm(wide, Compute.TF32, effects(List.of(whole(A), wide, SmallPlan.BIAS), gemmWrites()))));
    }

    @Test
    void factorsHaveTheTypeOfTheArithmetic() {
        refuses(
                "factors of a product in BF16 are not BF16",
                p -> p.steps.set(GEMM, gemm(whole(W), Compute.BF16, effects(gemmReads(), gemmWrites()))));
    }

    @Test
    void productsSayWhatTheyReadAndWrite() {
        refuses(
                "reads and writes other things than it says",
                p -> p.steps.set(GEMM, gemm(whole(W), Compute.TF32, effects(gemmReads(), List.of(SmallPlan.NARROW)))));
    }

    @Test
    void workspacesAreBuffersOfTheirOwn() {
        refuses(
                "a library's workspace is a buffer of its own",
                p -> p.buffers.set(
                        SPACE, SmallPlan.buffer("%space", BufferRole.TEMPORARY, 1280, new Life(GEMM, GEMM))));
    }

    @Test
    void choicesAreThoseOfAKnownVersion() {
        refuses(
                "an algorithm of an unknown version of cuBLASLt",
                p -> p.target = new Target("sm_90", "13.0", 13000, Optional.empty(), Optional.of("9.19.0")));
        refuses(
                "an engine of an unknown version of cuDNN",
                p -> p.target = new Target("sm_90", "13.0", 13000, Optional.of("13.1.0"), Optional.empty()));
    }

    @Test
    void sizesOfConvolutionsGoTogether() {
        View filters = View.dense(W, List.of(4, 1, 1, 8));
        View images = View.dense(A, List.of(1, 2, 2, 8));
        refuses(
                "the sizes of a convolution do not go together",
                p -> p.steps.set(CONV, SmallPlan.conv(Window.of(Extent.square(2)), filters, List.of(images, filters))));
    }

    @Test
    void convolutionsSayWhatTheyRead() {
        View filters = View.dense(W, List.of(4, 1, 1, 8));
        refuses(
                "reads and writes other things than it says",
                p -> p.steps.set(CONV, SmallPlan.conv(Window.of(Extent.square(1)), filters, List.of(filters))));
    }
}
