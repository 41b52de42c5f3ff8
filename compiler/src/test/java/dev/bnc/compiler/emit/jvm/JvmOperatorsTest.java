package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.compiler.plan.Step;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operator as emitted scalar code and as vectors of every width, against the reference.
class JvmOperatorsTest {
    /// Of the largest element. The cases add up to a few hundred products of numbers below 2, each rounded to 2^-24.
    private static final double ROUNDING = 1e-5;

    static List<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(OpCase c) {
        check(c, Widths.here());
    }

    /// Setup does then whatever can be done once.
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWhenOperandsAreState(OpCase c) {
        check(c.withParameters(), List.of(VectorWidth.preferred()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void classesPassTheChecker(OpCase c) {
        Plan plan = RunningProgram.plan(c.graph());
        for (VectorWidth width : List.of(VectorWidth.SCALAR, VectorWidth.preferred())) {
            List<EmittedClass> classes = new ArrayList<>(List.of(JvmBackend.emit(plan, width, CallerOnly.KERNELS)));
            for (Step step : plan.steps()) {
                if (step instanceof Elementwise loop) {
                    classes.add(FusedLoops.of(width).emit(LoopKind.of(loop, plan)));
                }
            }
            for (EmittedClass emitted : classes) {
                Bytecode.verify(emitted);
                assertThat(width == VectorWidth.SCALAR && Bytecode.namesVectors(emitted))
                        .isFalse();
            }
        }
    }

    private static void check(OpCase c, List<VectorWidth> widths) {
        Plan plan = RunningProgram.plan(c.graph());
        Tensor expected = c.expected();
        double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
        for (VectorWidth width : widths) {
            Tensor y = RunningProgram.of(plan, width)
                    .withState(c.state(), CallerOnly.POOL)
                    .run(c.inputs(), CallerOnly.POOL)
                    .output("y");
            assertThat(y.shape()).isEqualTo(expected.shape());
            for (int i = 0; i < y.length(); i++) {
                assertThat(y.at(i))
                        .as("%s, element %d of%n%s", width, i, PlanPrinter.print(plan))
                        .isCloseTo(expected.at(i), within(ROUNDING * size));
            }
        }
    }
}
