package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.ActivationGradient;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Silu;
import dev.bnc.compiler.graph.op.Tanh;
import dev.bnc.compiler.graph.op.Unary;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Instruction;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.program.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fused loops of all widths against the scalar one, bit for bit. That the scalar one is right, the operator table
/// shows.
class LoopEmitterTest {
    /// Zeros of both signs, infinities, NaN, the ends of the range, and numbers between.
    private static final float[] TELLING = {
        0f,
        -0f,
        1f,
        -1f,
        0.5f,
        -0.5f,
        3f,
        -3f,
        1e-3f,
        -1e-3f,
        88f,
        -88f,
        1e-40f,
        -1e-40f,
        1e30f,
        -1e30f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        12.25f,
        0.1f
    };

    static List<VectorWidth> widths() {
        return Widths.here();
    }

    static Stream<Pointwise> operators() {
        List<Activation> activations = List.of(
                new Relu(), new LeakyRelu(0.1), new Elu(0.7), new Gelu(), new Silu(), new Sigmoid(), new Tanh());
        return Stream.of(
                        activations.stream(),
                        activations.stream().map(ActivationGradient::new),
                        Arrays.stream(UnaryFunction.values()).map(Unary::new),
                        Arrays.stream(BinaryFunction.values()).map(Binary::new))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void allWidthsGiveTheBitsOfTheScalarLoop(Pointwise op) {
        int n = TELLING.length * TELLING.length;
        boolean unary = op instanceof Activation || op instanceof Unary;
        List<Instruction> code = new ArrayList<>(List.of(new Load(0), new Load(1)));
        code.add(new Apply(op, unary ? List.of(0) : List.of(0, 1)));
        var plan = new TinyPlan(4 * n);
        Operand y = plan.arena(2 * n, 1, n);
        plan.step(new Elementwise(
                new Body(code, List.of(2)), List.of(plan.arena(0, 1, n), plan.arena(n, 1, n)), List.of(y), 1, n, n));
        float[] expected = run(plan, VectorWidth.SCALAR);
        for (VectorWidth width : Widths.here()) {
            assertThat(bits(run(plan, width))).as("%s", width).isEqualTo(bits(expected));
        }
    }

    private static float[] run(TinyPlan plan, VectorWidth width) {
        float[] arena = new float[plan.size()];
        for (int i = 0; i < TELLING.length * TELLING.length; i++) {
            arena[i] = TELLING[i % TELLING.length];
            arena[TELLING.length * TELLING.length + i] = TELLING[i / TELLING.length];
        }
        JvmBackend.compile(plan.plan(), width).run(new Memory(new float[0], arena), CallerOnly.POOL);
        return arena;
    }

    /// NaN is one value here: which of its bit patterns an operation gives is not defined.
    private static int[] bits(float[] floats) {
        int[] bits = new int[floats.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(floats[i]);
        }
        return bits;
    }

    /// `y = x * scale[column] + shift`, `x` in rows of a wider matrix, written back in place.
    @ParameterizedTest
    @MethodSource("widths")
    void rowsColumnsAndSinglesAndNothingBeside(VectorWidth width) {
        for (int columns : new int[] {1, 3, 16, 17, 37, 64}) {
            int rows = 5;
            int stride = columns + 3;
            var plan = new TinyPlan(rows * stride + columns + 1);
            Operand x = new Operand(0, 1, List.of(rows, columns), stride);
            Operand scale = plan.arena(rows * stride, 1, columns);
            Operand shift = plan.arena(rows * stride + columns, 1, 1);
            Body body = new Body(
                    List.of(
                            new Load(0),
                            new Load(1),
                            new Load(2),
                            new Apply(new Binary(BinaryFunction.MULTIPLY), List.of(0, 1)),
                            new Apply(new Binary(BinaryFunction.ADD), List.of(3, 2))),
                    List.of(4));
            plan.step(new Elementwise(body, List.of(x, scale, shift), List.of(x), rows, columns, 2));
            float[] arena = new float[plan.size()];
            for (int i = 0; i < arena.length; i++) {
                arena[i] = i * 0.25f + 1;
            }
            float[] expected = arena.clone();
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int i = 1 + row * stride + column;
                    expected[i] = arena[i] * arena[rows * stride + column] + arena[rows * stride + columns];
                }
            }
            JvmBackend.compile(plan.plan(), width).run(new Memory(new float[0], arena), CallerOnly.POOL);
            assertThat(arena).isEqualTo(expected);
        }
    }

    /// A loop may have several results; one that reads what another writes still sees the old value.
    @ParameterizedTest
    @MethodSource("widths")
    void updatesTwoTensorsInPlace(VectorWidth width) {
        int n = 21;
        var plan = new TinyPlan(2 * n);
        Operand a = plan.arena(0, 1, n);
        Operand b = plan.arena(n, 1, n);
        Body body = new Body(
                List.of(
                        new Load(0),
                        new Load(1),
                        new Apply(new Binary(BinaryFunction.ADD), List.of(0, 1)),
                        new Apply(new Binary(BinaryFunction.SUBTRACT), List.of(0, 1))),
                List.of(2, 3));
        plan.step(new Elementwise(body, List.of(a, b), List.of(a, b), 1, n, 8));
        float[] arena = new float[plan.size()];
        for (int i = 0; i < n; i++) {
            arena[i] = i;
            arena[n + i] = 100 * i;
        }
        JvmBackend.compile(plan.plan(), width).run(new Memory(new float[0], arena), CallerOnly.POOL);
        for (int i = 0; i < n; i++) {
            assertThat(arena[i]).isEqualTo(101f * i);
            assertThat(arena[n + i]).isEqualTo(-99f * i);
        }
    }

    /// `y = a * b` is stored and summed, `a` is summed; in rows of a wider matrix, in several chunks.
    @ParameterizedTest
    @MethodSource("widths")
    void sumsOverRowsAsDoublesDo(VectorWidth width) {
        for (int columns : new int[] {1, 3, 16, 21, 48}) {
            float[] arena = summed(columns, width, 1);
            assertThat(bits(arena)).isEqualTo(bits(summed(columns, VectorWidth.SCALAR, 1)));
            for (int column = 0; column < columns; column++) {
                double products = 0;
                double plain = 0;
                double size = 0;
                for (int row = 0; row < SUMMED_ROWS; row++) {
                    int i = row * (columns + 2) + column;
                    float b = arena[2 * SUMMED_ROWS * (columns + 2) + column];
                    products += arena[SUMMED_ROWS * (columns + 2) + i];
                    plain += arena[i];
                    size += Math.abs(arena[i] * b);
                    assertThat(arena[SUMMED_ROWS * (columns + 2) + i]).isEqualTo(arena[i] * b);
                }
                // A stretch of 64 rows is summed in float: half a unit in the last place for each.
                assertThat(Math.abs(sum(arena, columns, column, 0) - products)).isLessThan(size * 64 * 0x1p-24);
                assertThat(Math.abs(sum(arena, columns, column, 1) - plain)).isLessThan(size * 64 * 0x1p-24);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void aSumThatOverflowsIsInfiniteAndNotNaN(VectorWidth width) {
        float[] arena = summed(3, width, Float.MAX_VALUE);
        assertThat(sum(arena, 3, 1, 1)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    private static final int SUMMED_ROWS = 333;
    private static final int SUMMED_GRAIN = 150;
    private static final int SUMMED_CHUNKS = 3;

    /// Arena: a, y in rows of `columns + 2`, b, then the sums of y and of a.
    private static float[] summed(int columns, VectorWidth width, float scale) {
        int matrix = SUMMED_ROWS * (columns + 2);
        int sums = Elementwise.SUM_ROWS * SUMMED_CHUNKS * columns;
        var plan = new TinyPlan(2 * matrix + columns + 2 * sums);
        var a = new Operand(0, 0, List.of(SUMMED_ROWS, columns), columns + 2);
        var y = new Operand(0, matrix, List.of(SUMMED_ROWS, columns), columns + 2);
        Operand b = plan.arena(2 * matrix, 1, columns);
        List<Operand> found = List.of(
                plan.arena(2 * matrix + columns, Elementwise.SUM_ROWS * SUMMED_CHUNKS, columns),
                plan.arena(2 * matrix + columns + sums, Elementwise.SUM_ROWS * SUMMED_CHUNKS, columns));
        Body body = new Body(
                List.of(new Load(0), new Load(1), new Apply(new Binary(BinaryFunction.MULTIPLY), List.of(0, 1))),
                List.of(2, 2, 0));
        plan.step(new Elementwise(body, List.of(a, b), List.of(y), found, SUMMED_ROWS, columns, SUMMED_GRAIN));
        float[] arena = new float[plan.size()];
        for (int i = 0; i < 2 * matrix + columns; i++) {
            arena[i] = scale * (1 + (i * 37 % 101) / 50f);
        }
        JvmBackend.compile(plan.plan(), width).run(new Memory(new float[0], arena), CallerOnly.POOL);
        return arena;
    }

    private static double sum(float[] arena, int columns, int column, int which) {
        int rows = Elementwise.SUM_ROWS * SUMMED_CHUNKS;
        int at = 2 * SUMMED_ROWS * (columns + 2) + columns + which * rows * columns + column;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += arena[at + row * columns];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("widths")
    void largeBodiesFallBackToScalarCode(VectorWidth width) {
        List<Instruction> chain = new ArrayList<>(List.of(new Load(0)));
        for (int i = 0; i < 40; i++) {
            chain.add(new Apply(new Tanh(), List.of(i)));
        }
        var plan = new TinyPlan(20);
        Operand x = plan.arena(0, 1, 20);
        Elementwise loop = new Elementwise(new Body(chain, List.of(40)), List.of(x), List.of(x), 1, 20, 20);
        EmittedClass emitted = FusedLoops.of(width).emit(LoopKind.of(loop, plan.plan()));
        Bytecode.verify(emitted);
        assertThat(Bytecode.namesVectors(emitted)).isFalse();
    }

    @Test
    void methodsHotSpotWouldNotCompileAreRefused() {
        ClassCode owner = new ClassCode(EmittedClass.named("Large"), Types.OBJECT, List.of());
        assertThatThrownBy(() -> owner.method(0, "large", "(I)V", code -> {
                    code.parameter("this", owner.type());
                    Local i = code.parameter("i", org.objectweb.asm.Type.INT_TYPE);
                    for (int n = 0; n < 3000; n++) {
                        code.increment(i, 1);
                    }
                    code.returnVoid();
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("method large has 9001 bytes, HotSpot compiles below 8000");
    }
}
