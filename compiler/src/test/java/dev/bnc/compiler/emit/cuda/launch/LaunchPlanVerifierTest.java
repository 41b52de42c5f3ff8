package dev.bnc.compiler.emit.cuda.launch;

import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.A;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.B;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.W;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.X;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.Y;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.buffer;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.effects;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.kernel;
import static dev.bnc.compiler.emit.cuda.launch.SmallPlan.whole;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Each rule of [LaunchPlanVerifier] against a plan that breaks it and no other.
class LaunchPlanVerifierTest {
    @Test
    void acceptsACorrectPlan() {
        assertThatCode(() -> LaunchPlanVerifier.verify(new SmallPlan().plan())).doesNotThrowAnyException();
    }

    @Test
    void buffersThatShareBytesMustNotMeet() {
        refuses(
                "overlap while both are needed",
                p -> p.buffers.set(B, buffer("%b", BufferRole.TEMPORARY, 512, new Life(1, 4))));
    }

    @Test
    void buffersMayShareBytesOneAfterTheOther() {
        var small = new SmallPlan();
        small.buffers.set(Y, buffer("y", BufferRole.OUTPUT, 512, new Life(4, 5)));
        assertThatCode(() -> LaunchPlanVerifier.verify(small.plan())).doesNotThrowAnyException();
    }

    @Test
    void buffersAreAligned() {
        refuses(
                "is not aligned to 256 bytes",
                p -> p.buffers.set(Y, buffer("y", BufferRole.OUTPUT, 1056, new Life(4, 5))));
    }

    @Test
    void buffersLieInsideTheirPart() {
        refuses("is not inside its part of the arena", p -> p.arena = new Arena(1024, 256));
        refuses("is not inside its part of the arena", p -> p.arena = new Arena(2048, 512));
    }

    @Test
    void namesAreUnique() {
        refuses(
                "two buffers are called y",
                p -> p.buffers.set(B, buffer("y", BufferRole.TEMPORARY, 768, new Life(1, 4))));
        refuses("two modules are called scale", p -> p.modules.add(p.modules.getFirst()));
    }

    @Test
    void stepsTouchBuffersWhileTheyLive() {
        refuses("outside its life", p -> p.buffers.set(A, buffer("%a", BufferRole.TEMPORARY, 512, new Life(0, 2))));
    }

    @Test
    void viewsLieInsideTheirBuffers() {
        View large = new View(Y, 1, SmallPlan.DIMS, 8);
        refuses(
                "is not inside",
                p -> p.steps.set(
                        4,
                        new LaunchStep.Copy(
                                "copy", whole(B), large, effects(List.of(whole(B)), List.of(large)), Order.MAIN)));
    }

    @Test
    void nothingIsReadBeforeItIsWritten() {
        refuses("is read before it is written", p -> {
            p.buffers.add(buffer("%other", BufferRole.TEMPORARY, 1536, new Life(0, 0)));
            p.steps.set(0, kernel(X, p.buffers.size() - 1));
        });
    }

    @Test
    void outputsAreWritten() {
        refuses("output z is not written", p -> p.buffers.add(buffer("z", BufferRole.OUTPUT, 1536, new Life(0, 5))));
    }

    @Test
    void setupChangesNoStateAndTouchesNoPort() {
        refuses("setup changes the state, or touches", p -> p.setup.add(p.steps.removeFirst()));
        refuses("setup changes the state, or touches", p -> {
            p.steps.removeFirst();
            p.setup.add(new LaunchStep.Memset("zero", whole(W), 0, effects(List.of(), List.of(whole(W))), Order.MAIN));
        });
    }

    @Test
    void resultsOverlapNothingThatIsRead() {
        View rows = new View(X, 8, List.of(3, 8), 8);
        View others = new View(X, 0, List.of(3, 8), 8);
        refuses(
                "what is read and what is written overlap",
                p -> p.steps.set(
                        5,
                        new LaunchStep.Copy(
                                "copy", rows, others, effects(List.of(rows), List.of(others)), Order.MAIN)));
    }

    @Test
    void argumentsFitTheSignature() {
        refuses("does not fit", p -> p.steps.set(0, withArgument(2, new Argument.I64(32))));
        refuses("does not fit", p -> p.steps.set(0, withArgument(4, new Argument.Pointer(whole(X)))));
        refuses("does not fit", p -> p.steps.set(0, withArgument(0, new Argument.F32(1))));
        refuses("4 arguments for", p -> {
            LaunchStep.Kernel k = kernel(X, A);
            p.steps.set(
                    0,
                    kernel(
                            new Launch(
                                    Dim3.of(1),
                                    Dim3.of(32),
                                    0,
                                    k.launch().args().subList(0, 4)),
                            k.effects()));
        });
    }

    @Test
    void pointersPointToTheirType() {
        refuses("does not point to what", p -> {
            DeviceBuffer x = p.buffers.get(X);
            p.buffers.set(
                    X,
                    new DeviceBuffer(
                            x.name(),
                            x.role(),
                            DataType.I32,
                            x.shape(),
                            x.strides(),
                            x.offset(),
                            x.bytes(),
                            x.life(),
                            Optional.empty()));
        });
    }

    @Test
    void kernelsAreThere() {
        refuses("no module has the kernel", p -> p.modules.clear());
    }

    @Test
    void effectsAreWhatTheArgumentsSay() {
        LaunchStep.Kernel k = kernel(X, A);
        refuses(
                "reads and writes what its arguments say",
                p -> p.steps.set(0, kernel(k.launch(), effects(List.of(), List.of(whole(A))))));
    }

    @Test
    void launchesAreWithinLimits() {
        refuses("a block has at most 1024 threads", p -> p.steps.set(0, kernel(X, A, Dim3.of(1), Dim3.of(1056), 0)));
        refuses(
                "a block has at most 1024 threads",
                p -> p.steps.set(0, kernel(X, A, Dim3.of(1), new Dim3(1, 1, 96), 0)));
        refuses("a grid is at most 65535", p -> p.steps.set(0, kernel(X, A, Dim3.of(1, 65536), Dim3.of(32), 0)));
        refuses("of shared memory", p -> p.steps.set(0, kernel(X, A, Dim3.of(1), Dim3.of(32), (227 << 10) - 1023)));
        refuses("of shared memory", p -> p.modules.set(0, withStaticShared(p.modules.getFirst(), (48 << 10) + 4)));
    }

    @Test
    void memsetsAndCopiesAreWhatTheDriverDoes() {
        View narrow = new View(B, 0, List.of(4, 4), 8);
        refuses(
                "a memset fills",
                p -> p.steps.set(
                        1, new LaunchStep.Memset("zero", narrow, 0, effects(List.of(), List.of(narrow)), Order.MAIN)));
        refuses(
                "a memset fills",
                p -> p.steps.set(
                        1,
                        new LaunchStep.Memset(
                                "zero", whole(B), 256, effects(List.of(), List.of(whole(B))), Order.MAIN)));
        refuses(
                "a copy's views differ",
                p -> p.steps.set(
                        4,
                        new LaunchStep.Copy(
                                "copy", narrow, whole(Y), effects(List.of(narrow), List.of(whole(Y))), Order.MAIN)));
    }

    @Test
    void aliasesAreTheSameBytes() {
        DeviceBuffer y = new SmallPlan().plan().buffers().get(Y);
        refuses("is no alias of", p -> p.buffers.add(alias(y, 1280)));
        var small = new SmallPlan();
        small.buffers.add(alias(y, y.offset()));
        assertThatCode(() -> LaunchPlanVerifier.verify(small.plan())).doesNotThrowAnyException();
    }

    @Test
    void stepsThatConflictAreInAnOrder() {
        refuses("may run at once", p -> p.steps.set(4, on(1, List.of(), p.steps.get(4))));
        refuses("waits for one that is not before it", p -> p.steps.set(4, on(1, List.of(5), p.steps.get(4))));
        refuses("may run at once", p -> p.steps.set(4, on(1, List.of(3), p.steps.get(4))));
        var small = new SmallPlan();
        small.steps.set(4, on(1, List.of(3), small.steps.get(4)));
        small.steps.set(5, on(0, List.of(4), small.steps.get(5)));
        assertThatCode(() -> LaunchPlanVerifier.verify(small.plan())).doesNotThrowAnyException();
    }

    private static LaunchStep on(int stream, List<Integer> waits, LaunchStep step) {
        var order = new Order(stream, waits);
        return switch (step) {
            case LaunchStep.Copy s -> new LaunchStep.Copy(s.name(), s.source(), s.target(), s.effects(), order);
            case LaunchStep.Norm s ->
                new LaunchStep.Norm(
                        s.name(),
                        s.pass(),
                        s.eps(),
                        s.operands(),
                        s.results(),
                        s.workspace(),
                        s.engine(),
                        s.effects(),
                        order);
            case LaunchStep.Kernel _, LaunchStep.Gemm _, LaunchStep.Conv _, LaunchStep.Memset _ ->
                throw new IllegalArgumentException("not moved in these tests: " + step);
        };
    }

    private static DeviceBuffer alias(DeviceBuffer of, long offset) {
        return new DeviceBuffer(
                "z",
                BufferRole.OUTPUT,
                of.type(),
                of.shape(),
                of.strides(),
                offset,
                of.bytes(),
                of.life(),
                Optional.of(of.name()));
    }

    private static LaunchStep withArgument(int index, Argument argument) {
        LaunchStep.Kernel k = kernel(X, A);
        var args = new ArrayList<>(k.launch().args());
        args.set(index, argument);
        return kernel(new Launch(Dim3.of(1), Dim3.of(32), 0, args), k.effects());
    }

    private static KernelModule withStaticShared(KernelModule module, int bytes) {
        KernelModule.Entry entry = module.entries().getFirst();
        var needs = new KernelModule.Resources(12, 0, bytes);
        return new KernelModule(
                module.name(),
                module.source(),
                module.options(),
                module.cubin(),
                module.compiler(),
                List.of(new KernelModule.Entry(entry.name(), entry.signature(), Optional.of(needs))));
    }

    private static void refuses(String why, Consumer<SmallPlan> change) {
        var small = new SmallPlan();
        change.accept(small);
        assertThatThrownBy(() -> LaunchPlanVerifier.verify(small.plan()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }
}
