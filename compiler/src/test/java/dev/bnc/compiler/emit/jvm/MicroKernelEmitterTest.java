package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Instruction;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Operand;
import dev.bnc.runtime.kernel.ScalarMicroKernel;
import dev.bnc.runtime.kernel.Tile;
import dev.bnc.runtime.kernel.TileOperands;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MicroKernelEmitterTest {
    private static final int DEPTH = 37;

    /// `relu(product + bias * factor + residual)`: one operand of each kind.
    private static final FinishKind EPILOGUE = new FinishKind(
            new Body(
                    List.of(
                            new Load(0),
                            new Load(1),
                            new Load(2),
                            new Load(3),
                            new Apply(new Binary(BinaryFunction.MULTIPLY), List.of(1, 2)),
                            new Apply(new Binary(BinaryFunction.ADD), List.of(0, 4)),
                            new Apply(new Binary(BinaryFunction.ADD), List.of(5, 3)),
                            new Apply(new Relu(), List.of(6))),
                    List.of(7)),
            List.of(false, true, false));

    private final Random random = new Random(5);

    static List<VectorWidth> widths() {
        return Widths.here();
    }

    /// Both add up in the order of the depth, with one rounding each: the bits are the same.
    @ParameterizedTest
    @MethodSource("widths")
    void productHasTheBitsOfTheScalarKernel(VectorWidth width) {
        MicroKernel kernel = MicroKernels.of(width).product();
        Tile tile = kernel.tile();
        float[] a = floats(DEPTH * tile.rows() + 3);
        float[] b = floats(DEPTH * tile.columns() + 5);
        for (int mode : new int[] {0, MicroKernel.ACCUMULATE, MicroKernel.ACCUMULATE | MicroKernel.FINISH}) {
            int stride = tile.columns() + 7;
            float[] actual = floats(tile.rows() * stride + 2);
            float[] expected = actual.clone();
            TileOperands none = new TileOperands(0);
            kernel.run(DEPTH, a, 3, b, 5, actual, 2, stride, mode, none);
            new ScalarMicroKernel(tile).run(DEPTH, a, 3, b, 5, expected, 2, stride, mode, none);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void epilogueRunsInTheLastBlockOnly(VectorWidth width) {
        MicroKernel kernel = MicroKernels.of(width).finishing(EPILOGUE);
        Tile tile = kernel.tile();
        assertThat(kernel.operands()).isEqualTo(3);
        float[] a = floats(DEPTH * tile.rows());
        float[] b = floats(DEPTH * tile.columns());
        float[] bias = floats(tile.columns() + 1);
        float[] factor = floats(1);
        float[] residual = floats(tile.rows() * (tile.columns() + 4));
        TileOperands operands = new TileOperands(3);
        operands.set(0, bias, 1, 0);
        operands.set(1, factor, 0, Operand.SCALAR);
        operands.set(2, residual, 0, tile.columns() + 4);
        ScalarMicroKernel twin = new ScalarMicroKernel(tile, 3, (value, row, column, o) -> {
            float shifted = value + bias[1 + column] * factor[0];
            return Math.max(0f, shifted + residual[row * (tile.columns() + 4) + column]);
        });
        for (int mode : new int[] {0, MicroKernel.FINISH, MicroKernel.ACCUMULATE | MicroKernel.FINISH}) {
            float[] actual = floats(tile.rows() * tile.columns());
            float[] expected = actual.clone();
            kernel.run(DEPTH, a, 0, b, 0, actual, 0, tile.columns(), mode, operands);
            twin.run(DEPTH, a, 0, b, 0, expected, 0, tile.columns(), mode, operands);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void classesPassTheChecker(VectorWidth width) {
        var emitter = new MicroKernelEmitter(MicroKernels.of(width).tile(), width.lanes());
        EmittedClass product = emitter.product(EmittedClass.named("Product"));
        EmittedClass finishing = emitter.finishing(EmittedClass.named("Finishing"), EPILOGUE);
        Bytecode.verify(product);
        Bytecode.verify(finishing);
        assertThat(Bytecode.namesVectors(product)).isEqualTo(width != VectorWidth.SCALAR);
        assertThat(Bytecode.namesVectors(finishing)).isEqualTo(width != VectorWidth.SCALAR);
    }

    /// Written out in vectors this epilogue is larger than HotSpot compiles; the scalar one stands in.
    @ParameterizedTest
    @MethodSource("widths")
    void largeEpiloguesFallBackToScalarCode(VectorWidth width) {
        List<Instruction> chain = new ArrayList<>(List.of(new Load(0)));
        for (int i = 0; i < 40; i++) {
            chain.add(new Apply(new Gelu(), List.of(i)));
        }
        FinishKind large = new FinishKind(new Body(chain, List.of(40)), List.of());
        var emitter = new MicroKernelEmitter(MicroKernels.of(width).tile(), width.lanes());
        EmittedClass finishing = emitter.finishing(EmittedClass.named("Large"), large);
        Bytecode.verify(finishing);
        assertThat(Bytecode.namesVectors(finishing)).isFalse();
    }

    private float[] floats(int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        return floats;
    }
}
