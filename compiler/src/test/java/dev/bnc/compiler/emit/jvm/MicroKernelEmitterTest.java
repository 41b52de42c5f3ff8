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
import dev.bnc.runtime.kernel.LeftTile;
import dev.bnc.runtime.kernel.LineKernel;
import dev.bnc.runtime.kernel.LineTile;
import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Operand;
import dev.bnc.runtime.kernel.RowKernel;
import dev.bnc.runtime.kernel.RowTile;
import dev.bnc.runtime.kernel.ScalarLineKernel;
import dev.bnc.runtime.kernel.ScalarMicroKernel;
import dev.bnc.runtime.kernel.ScalarRowKernel;
import dev.bnc.runtime.kernel.Tile;
import dev.bnc.runtime.kernel.TileEpilogue;
import dev.bnc.runtime.kernel.TileFinish;
import dev.bnc.runtime.kernel.TileOperands;
import dev.bnc.runtime.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MicroKernelEmitterTest {
    private static final int DEPTH = 37;
    private static final int ROWS = 5;

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
    void productsHaveTheBitsOfTheScalarKernel(VectorWidth width) {
        for (MicroKernel.Reading reading : MicroKernel.Reading.values()) {
            for (Tile tile : MicroKernels.sizes(width)) {
                MicroKernel kernel = emitter(width, reading, tile)
                        .emit(EmittedClass.named("Product"))
                        .instance(MicroKernel.class, tile);
                assertThat(kernel.tile()).isEqualTo(tile);
                assertThat(kernel.reading()).isEqualTo(reading);
                for (int mode = MicroKernel.REPLACE; mode <= MicroKernel.ACCUMULATE; mode++) {
                    hasTheBitsOfTheScalarKernel(kernel, mode);
                    if (reading == MicroKernel.Reading.ROWS
                            && tile.columns() == MicroKernels.of(width).tile().columns()) {
                        hasTheBitsOfTheScalarKernel(kernel, mode | MicroKernel.SHIFT);
                    }
                }
            }
        }
    }

    private void hasTheBitsOfTheScalarKernel(MicroKernel kernel, int mode) {
        Tile tile = kernel.tile();
        LeftTile left = new LeftTile();
        left.begin(floats(5000), tile.rows() + 3);
        left.add(40, 3, DEPTH);
        left.add(7, 0, 2);
        left.add(11, DEPTH + 3, 1);
        for (int row = 0; row < tile.rows(); row++) {
            left.place(row, 3 + row * 50);
        }
        float[] b = floats((DEPTH + 4) * tile.columns() + 5);
        int stride = tile.columns() + 7;
        float[] actual = floats(tile.rows() * stride + 2);
        float[] expected = actual.clone();
        TileFinish finish = finish(tile.columns());
        kernel.run(left, b, 5, actual, 2, stride, mode, finish);
        new ScalarMicroKernel(kernel.reading(), tile).run(left, b, 5, expected, 2, stride, mode, finish);
        assertThat(actual).isEqualTo(expected);
    }

    private TileFinish finish(int columns) {
        TileFinish finish = new TileFinish();
        finish.shift(floats(columns + 6), 4, -0.25f);
        return finish;
    }

    @ParameterizedTest
    @MethodSource("widths")
    void rowsHaveTheBitsOfTheScalarKernel(VectorWidth width) {
        for (int columns : new int[] {1, 10, 64, 100, 170}) {
            for (RowKernel kernel : MicroKernels.of(width).rows(columns)) {
                RowTile tile = kernel.tile();
                float[] x = floats(DEPTH + 3);
                float[] b = floats(tile.columns() * DEPTH + 5);
                float[] actual = floats(tile.columns() + 4);
                float[] expected = actual.clone();
                kernel.run(x, 3, DEPTH, b, 5, actual, 2);
                new ScalarRowKernel(tile).run(x, 3, DEPTH, b, 5, expected, 2);
                assertThat(actual).as("%s", tile).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void linesHaveTheBitsOfTheScalarKernel(VectorWidth width) {
        var window = new Window(1, 9, 30, 1, 5, 26, 5, 5, 1, 1, 0, 0, 1, 1);
        for (LineKernel kernel : MicroKernels.of(width).lines(window, 48)) {
            LineTile tile = kernel.tile();
            float[] x = floats(300);
            float[] b = floats(25 * tile.columns() + 5);
            int stride = tile.columns() + 3;
            float[] actual = floats(tile.windows() * stride + 4);
            float[] expected = actual.clone();
            TileFinish finish = finish(tile.columns());
            kernel.run(x, 3, b, 5, actual, 2, stride, finish);
            new ScalarLineKernel(tile).run(x, 3, b, 5, expected, 2, stride, finish);
            assertThat(actual).as("%s", tile).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void epiloguesHaveTheBitsOfPlainLoops(VectorWidth width) {
        TileEpilogue epilogue = MicroKernels.of(width).finishing(EPILOGUE).epilogue();
        assertThat(epilogue.operands()).isEqualTo(3);
        for (int columns : new int[] {1, 16, 37}) {
            float[] bias = floats(columns + 1);
            float[] factor = floats(1);
            float[] residual = floats(ROWS * (columns + 4));
            TileOperands operands = new TileOperands(3);
            operands.set(0, bias, 1, 0);
            operands.set(1, factor, 0, Operand.SCALAR);
            operands.set(2, residual, 0, columns + 4);
            int stride = columns + 9;
            float[] actual = floats(ROWS * stride);
            float[] expected = actual.clone();
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < columns; column++) {
                    int at = row * stride + column;
                    float shifted = expected[at] + bias[1 + column] * factor[0];
                    expected[at] = Math.max(0f, shifted + residual[row * (columns + 4) + column]);
                }
            }
            epilogue.run(actual, 0, stride, ROWS, columns, operands);
            assertThat(actual).isEqualTo(expected);
        }
    }

    /// Kernels that can add a bias and rectify in registers are told so.
    @Test
    void knowsAShiftWithAndWithoutAFloor() {
        var add = new Apply(new Binary(BinaryFunction.ADD), List.of(1, 0));
        var relu = new Apply(new Relu(), List.of(2));
        List<Instruction> loads = List.of(new Load(0), new Load(1));
        List<Boolean> vector = List.of(false);
        assertThat(kind(loads, List.of(add, relu), vector).floorOfShift()).hasValue(0);
        assertThat(kind(loads, List.of(add), vector).floorOfShift()).hasValue(Double.NEGATIVE_INFINITY);
        assertThat(kind(loads, List.of(add, relu), List.of(true)).floorOfShift())
                .isEmpty();
        assertThat(kind(loads, List.of(new Apply(new Relu(), List.of(0))), vector)
                        .floorOfShift())
                .isEmpty();
        assertThat(EPILOGUE.floorOfShift()).isEmpty();
    }

    private static FinishKind kind(List<Instruction> loads, List<Apply> applies, List<Boolean> single) {
        var all = new ArrayList<>(loads);
        all.addAll(applies);
        return new FinishKind(new Body(all, List.of(all.size() - 1)), single);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void classesPassTheChecker(VectorWidth width) {
        for (MicroKernel.Reading reading : MicroKernel.Reading.values()) {
            EmittedClass product = emitter(
                            width, reading, MicroKernels.sizes(width).getFirst())
                    .emit(EmittedClass.named("Product"));
            Bytecode.verify(product);
            assertThat(Bytecode.namesVectors(product)).isEqualTo(width != VectorWidth.SCALAR);
        }
        EmittedClass epilogue = EpilogueEmitter.fitting(width.lanes(), EPILOGUE).emit(EmittedClass.named("Epilogue"));
        Bytecode.verify(epilogue);
        assertThat(Bytecode.namesVectors(epilogue)).isEqualTo(width != VectorWidth.SCALAR);
        EmittedClass row = new RowKernelEmitter(
                        MicroKernels.of(width).rows(100).getFirst().tile(), width)
                .emit(EmittedClass.named("Row"));
        Bytecode.verify(row);
        assertThat(Bytecode.namesVectors(row)).isEqualTo(width != VectorWidth.SCALAR);
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
        EmittedClass epilogue = EpilogueEmitter.fitting(width.lanes(), large).emit(EmittedClass.named("Large"));
        Bytecode.verify(epilogue);
        assertThat(Bytecode.namesVectors(epilogue)).isFalse();
    }

    private static MicroKernelEmitter emitter(VectorWidth width, MicroKernel.Reading reading, Tile tile) {
        return new MicroKernelEmitter(reading, tile, MicroKernels.lanes(width, tile.columns()));
    }

    private float[] floats(int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        return floats;
    }
}
