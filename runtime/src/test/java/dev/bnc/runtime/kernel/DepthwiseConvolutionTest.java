package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DepthwiseConvolutionTest {
    private static final int BATCH = 2;

    /// The same filters in other loops: only the order of nine additions may differ.
    private static final float TOLERANCE = 1e-5f;

    private final Random random = new Random(11);

    /// Pictures narrower than four places and wider ones, kernels that stick out on each side and that do not.
    static List<Window> windows() {
        var windows = new ArrayList<Window>();
        for (int channels : new int[] {1, 16, 32, 40, 80, 96}) {
            for (int size : new int[] {1, 2, 3, 5, 7, 12}) {
                for (int stride = 1; stride <= 3; stride++) {
                    for (int dilation = 1; dilation <= 2; dilation++) {
                        for (int pad = 0; pad <= 2; pad++) {
                            add(windows, size, channels, stride, pad, dilation);
                        }
                    }
                }
            }
        }
        return windows;
    }

    private static void add(List<Window> windows, int size, int channels, int stride, int pad, int dilation) {
        int width = size + 2;
        int free = size + 2 * pad - 2 * dilation - 1;
        if (free >= 0) {
            int places = free / stride + 1;
            int across = (free + 2) / stride + 1;
            windows.add(new Window(
                    BATCH, size, width, channels, places, across, 3, 3, stride, stride, pad, pad, dilation, dilation));
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void computesWhatTheProductDoes(Window window) {
        for (Tile tile : List.of(new Tile(3, 32), new Tile(2, 4))) {
            int pitch = window.channels() + 3;
            int x = 5;
            int w = x + BATCH * window.height() * window.width() * pitch;
            int y = w + 9 * (window.channels() + 32);
            float[] arena = new float[y + BATCH * window.outputHeight() * window.outputWidth() * (pitch + 1)];
            for (int i = 0; i < y; i++) {
                arena[i] = random.nextFloat() - 0.5f;
            }
            ProductKernels kernels = ScalarTiles.of(tile);
            Operand from = Operand.arena(x, pitch);
            Operand filter = Operand.arena(w, 0);
            Operand to = Operand.arena(y, pitch + 1);
            float[] expected = run(MatrixProduct.ofChannels(kernels, window, from, filter, to, List.of()), arena);
            float[] actual = run(new DepthwiseConvolution(kernels, window, from, filter, to, List.of()), arena);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(actual[i] - expected[i]))
                        .as("%s at %d", window, i)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    /// A shift and a floor have the same bits in registers and behind: of a row for all rows, and of a row for each.
    @ParameterizedTest
    @MethodSource("windows")
    void shiftsAndRectifiesAsItsLoopDoes(Window window) {
        check(window, 0);
        check(window, window.channels());
    }

    private void check(Window window, int shiftStride) {
        int channels = window.channels();
        int w = 1 + BATCH * window.height() * window.width() * channels;
        int shift = w + 9 * (channels + 32);
        int y = shift + BATCH * window.outputHeight() * window.outputWidth() * channels;
        float[] arena = new float[y + BATCH * window.outputHeight() * window.outputWidth() * channels];
        for (int i = 0; i < y; i++) {
            arena[i] = random.nextFloat() - 0.5f;
        }
        ProductKernels bare = ScalarTiles.of(new Tile(3, 32));
        ChunkedWork loop = shifted(window, new Rectified(), bare, w, Operand.arena(shift, shiftStride), y);
        var tile = new ShiftedTile(0, new Rectified());
        ChunkedWork registers = shifted(window, tile, bare, w, Operand.arena(shift, shiftStride), y);
        assertThat(run(registers, arena)).isEqualTo(run(loop, arena));
    }

    private static ChunkedWork shifted(
            Window window, TileEpilogue epilogue, ProductKernels bare, int w, Operand shift, int y) {
        int channels = window.channels();
        return new DepthwiseConvolution(
                new ProductKernels(bare.tile(), bare.tiles(), epilogue),
                window,
                Operand.arena(1, channels),
                Operand.arena(w, 0),
                Operand.arena(y, channels),
                List.of(shift));
    }

    /// `max(element + shift, 0)`.
    private record Rectified() implements TileEpilogue {
        @Override
        public int operands() {
            return 1;
        }

        @Override
        public void run(float[] c, int co, int stride, int rows, int columns, TileOperands operands) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int at = co + row * stride + column;
                    float sum = c[at] + operands.array(0)[operands.offset(0) + row * operands.stride(0) + column];
                    c[at] = sum < 0 ? 0 : sum;
                }
            }
        }
    }

    private static float[] run(ChunkedWork work, float[] arena) {
        float[] memory = arena.clone();
        for (int chunk = 0; chunk < work.chunks(); chunk++) {
            work.run(memory, memory, chunk);
        }
        return memory;
    }
}
