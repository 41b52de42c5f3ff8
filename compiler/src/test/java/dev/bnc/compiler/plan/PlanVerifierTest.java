package dev.bnc.compiler.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// One broken plan for each thing that must hold.
class PlanVerifierTest {
    private static final int X = 0;
    private static final int Y = 1;
    private static final int T = 2;
    private static final int W = 3;

    private List<Buffer> buffers = new ArrayList<>(List.of(
            new Buffer("x", Region.ARENA, 8, 0),
            new Buffer("y", Region.ARENA, 8, 16),
            new Buffer("t", Region.ARENA, 8, 32),
            new Buffer("w", Region.STATE, 8, 0)));
    private List<Step> setup = List.of(relu(W, T));
    private List<Step> steps = List.of(softmax(of(X), of(Y)), softmax(of(T), of(Y)));

    @Test
    void aCorrectPlanPasses() {
        assertThatCode(() -> PlanVerifier.verify(plan())).doesNotThrowAnyException();
    }

    @Test
    void buffersHaveAPlaceInTheirRegion() {
        buffers.set(T, new Buffer("t", Region.ARENA, 8, 48));
        refuses("is not inside its region of 48");
        buffers.set(T, Buffer.unplaced("t", 8));
        refuses("is not inside its region of 48");
        buffers.set(T, new Buffer("t", Region.ARENA, 8, 33));
        refuses("is not aligned");
    }

    @Test
    void operandsLieInsideTheirBuffers() {
        steps = List.of(softmax(new Operand(X, 4, List.of(8), 8), of(Y)));
        refuses("is not inside Buffer[name=x");
    }

    @Test
    void liveBuffersDoNotOverlap() {
        buffers.set(T, new Buffer("t", Region.ARENA, 8, 16));
        refuses("overlap while both are needed");
    }

    @Test
    void whatIsReadWasWritten() {
        setup = List.of();
        refuses("of t is read before it is written");
        steps = List.of(softmax(of(X), new Operand(T, 0, List.of(4), 4)), softmax(of(T), of(Y)));
        refuses("of t is read before it is written");
    }

    @Test
    void partsSideBySideAreAWhole() {
        setup = List.of();
        Operand left = new Operand(T, 0, List.of(2, 2), 4);
        Operand right = new Operand(T, 2, List.of(2, 2), 4);
        Operand half = new Operand(X, 0, List.of(2, 2), 2);
        steps = List.of(copy(half, left), copy(half, right), softmax(of(T), of(Y)));
        assertThatCode(() -> PlanVerifier.verify(plan())).doesNotThrowAnyException();
    }

    @Test
    void setupReadsStateOnlyAndLeavesItAlone() {
        setup = List.of(softmax(of(X), of(T)));
        refuses("setup touches an input or output");
        setup = List.of(softmax(of(W), of(Y)));
        refuses("setup touches an input or output");
        setup = List.of(relu(W, T), relu(T, W));
        refuses("setup changes the state");
    }

    @Test
    void onlyLoopsWorkInPlace() {
        steps = List.of(relu(X, Y), relu(Y, Y));
        assertThatCode(() -> PlanVerifier.verify(plan())).doesNotThrowAnyException();
        steps = List.of(relu(X, Y), softmax(of(Y), of(Y)));
        refuses("operands of one step overlap");
    }

    @Test
    void kernelsTakeDenseOperands() {
        steps = List.of(softmax(new Operand(X, 0, List.of(2, 3), 4), of(Y)));
        refuses("operand is not dense");
    }

    @Test
    void outputsAreWritten() {
        steps = List.of();
        refuses("is not written");
    }

    private void refuses(String why) {
        assertThatThrownBy(() -> PlanVerifier.verify(plan()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("in plan\nplan test");
    }

    private Plan plan() {
        var weight = new StateTensor("w", List.of(8), Role.WEIGHT, new Initializer.Constant(0), 0);
        return new Plan(
                "test",
                1,
                new StateLayout(List.of(weight)),
                buffers,
                List.of(new Port("x", List.of(8), X)),
                List.of(new Port("y", List.of(8), Y)),
                setup,
                steps,
                48);
    }

    private static Operand of(int buffer) {
        return Operand.dense(buffer, List.of(8));
    }

    private static Step softmax(Operand x, Operand y) {
        return new Call(new Softmax(), List.of(x), y, Optional.empty());
    }

    private static Step copy(Operand source, Operand target) {
        return Boxes.matrix(source, target);
    }

    private static Step relu(int x, int y) {
        Body body = new Body(List.of(new Load(0), new Apply(new Relu(), List.of(0))), List.of(1));
        return Loops.elementwise(body, List.of(of(x)), List.of(of(y)));
    }
}
