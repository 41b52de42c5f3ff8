package dev.bnc.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The most floating-point operations a second that threads of this machine do at once: fused multiply-adds of vectors as
/// wide as the machine has them, in registers alone. Twelve independent chains keep two units of four cycles' latency busy.
public final class Peak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int STEPS = 2_000_000;
    private static final int TRIES = 15;
    private static final double BETTER = 1.01;

    private Peak() {}

    /// Operations a second: tries of some ten milliseconds until many in a row find nothing better. A fused multiply-add counts
    /// as two.
    public static double measure(int threads) {
        Idle.await();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            double best = 0;
            for (int inVain = 0; inVain < TRIES; inVain++) {
                double now = once(workers, threads);
                if (now > BETTER * best) {
                    best = now;
                    inVain = -1;
                }
            }
            return best;
        }
    }

    private static double once(ExecutorService workers, int threads) {
        var together = new CyclicBarrier(threads);
        List<Future<Double>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(workers.submit(() -> {
                together.await();
                long start = System.nanoTime();
                float result = chains(STEPS, 1e-9f);
                double seconds = 1e-9 * (System.nanoTime() - start);
                return Float.isNaN(result) ? 0 : 2.0 * STEPS * CHAINS * SPECIES.length() / seconds;
            }));
        }
        return running.stream().mapToDouble(Peak::result).sum();
    }

    private static double result(Future<Double> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the peak could not be measured", e);
        }
    }

    private static float chains(int steps, float small) {
        FloatVector x = FloatVector.broadcast(SPECIES, 1 - small);
        FloatVector y = FloatVector.broadcast(SPECIES, small);
        FloatVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < steps; step++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
        return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
