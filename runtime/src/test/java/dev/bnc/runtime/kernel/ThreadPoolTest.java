package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.program.WorkerPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every chunk runs once, whatever the number of threads, and its writes are seen.
class ThreadPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void runsEveryChunkOnce(int threads) {
        try (WorkerPool pool = new ThreadPool(threads)) {
            assertThat(pool.threads()).isEqualTo(threads);
            for (int round = 0; round < 3000; round++) {
                int chunks = round % 17;
                int[] ran = new int[17];
                pool.run(chunk -> ran[chunk]++, chunks);
                assertThat(IntStream.of(ran).sum()).isEqualTo(chunks);
                assertThat(IntStream.range(0, chunks).allMatch(i -> ran[i] == 1))
                        .isTrue();
            }
        }
    }

    @Test
    void rethrowsWhatAChunkThrowsAndGoesOn() {
        try (WorkerPool pool = new ThreadPool(3)) {
            var ran = new AtomicIntegerArray(20);
            assertThatThrownBy(() -> pool.run(
                            chunk -> {
                                ran.incrementAndGet(chunk);
                                if (chunk == 7) {
                                    throw new IllegalArgumentException("chunk 7");
                                }
                            },
                            20))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("chunk 7");
            assertThat(IntStream.range(0, 20).allMatch(i -> ran.get(i) == 1)).isTrue();
            pool.run(ran::incrementAndGet, 20);
            assertThat(IntStream.range(0, 20).allMatch(i -> ran.get(i) == 2)).isTrue();
        }
    }

    @Test
    void runsInsideARun() {
        try (WorkerPool pool = new ThreadPool(2)) {
            var ran = new AtomicIntegerArray(25);
            pool.run(outer -> pool.run(inner -> ran.incrementAndGet(5 * outer + inner), 5), 5);
            assertThat(IntStream.range(0, 25).allMatch(i -> ran.get(i) == 1)).isTrue();
        }
    }

    @Test
    void servesSeveralCallers() throws InterruptedException {
        try (WorkerPool pool = new ThreadPool(2)) {
            var ran = new AtomicIntegerArray(4);
            Thread[] callers = new Thread[4];
            for (int i = 0; i < callers.length; i++) {
                int me = i;
                callers[i] = new Thread(() -> {
                    for (int round = 0; round < 1000; round++) {
                        pool.run(chunk -> ran.incrementAndGet(me), 5);
                    }
                });
                callers[i].start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(IntStream.range(0, 4).allMatch(i -> ran.get(i) == 5000)).isTrue();
        }
    }

    @Test
    void isOfNoUseWhenClosed() {
        WorkerPool pool = new ThreadPool(2);
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.run(chunk -> {}, 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ThreadPool(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void productsAndSumsHaveTheSameBitsForAnyNumberOfThreads() {
        float[] expected = run(1);
        for (int threads : new int[] {2, 3, 16}) {
            assertThat(run(threads)).containsExactly(expected);
        }
    }

    /// A product followed by channel sums of it, cut into many chunks.
    private static float[] run(int threads) {
        ProductSize size = new ProductSize(700, 300, 90);
        ProductKernels tiles = ScalarTiles.of(new Tile(6, 8));
        Kernels kernels = new VectorKernels();
        Rows rows = new Rows(size.rows(), size.columns());
        RightMatrix right = RightMatrix.ofRows(size.depth(), size.columns(), size.columns());
        int product = right.packedSize(tiles.tile());
        int partials = product + rows.size();
        int sums = partials + rows.partials().size();
        float[] state = Numbers.normal(size.rows() * size.depth() + size.depth() * size.columns(), 1);
        float[] arena = new float[sums + size.columns()];
        Operand weight = Operand.state(size.rows() * size.depth(), size.columns());
        ChunkedWork pack = new PackPanels(tiles.tile(), right, weight, Operand.arena(0, 0));
        ChunkedWork multiply = MatrixProduct.ofRows(
                tiles,
                size,
                Operand.state(0, size.depth()),
                Operand.arena(0, 0),
                Operand.arena(product, size.columns()),
                java.util.List.of());
        assertThat(multiply.chunks()).isGreaterThan(16);
        try (WorkerPool pool = new ThreadPool(threads)) {
            pool.run(chunk -> pack.run(state, arena, chunk), pack.chunks());
            pool.run(chunk -> multiply.run(state, arena, chunk), multiply.chunks());
            pool.run(
                    chunk -> kernels.channelSumPartial(arena, product, arena, partials, rows, chunk),
                    rows.chunks().count());
            kernels.combineSum(arena, partials, arena, sums, rows.partials());
        }
        return arena;
    }
}
