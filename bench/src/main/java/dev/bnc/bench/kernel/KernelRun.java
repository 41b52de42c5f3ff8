package dev.bnc.bench.kernel;

import dev.bnc.bench.BenchNet;
import dev.bnc.bench.measure.Peak;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Plan;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Measures every product and convolution of some nets, each shape once.
public final class KernelRun {
    private static final int WARM_UPS = 6;
    private static final int ITERATIONS = 5;
    private static final double MEDIAN = 50;
    private static final TimeValue EACH = TimeValue.seconds(1);

    /// A shape where it was found first, and the operations of one call.
    private record Kernel(KernelPlace place, long flops) {}

    private final SequencedMap<KernelShape, Kernel> kernels = new LinkedHashMap<>();
    private final Path examples;

    private KernelRun(Path examples) {
        this.examples = examples;
    }

    /// Collects the shapes from the plans, measures each in a JVM of its own and prints them.
    ///
    /// @param batch of the inferences; trainings have that of their net
    public static void of(List<BenchNet> nets, int batch, Path examples) {
        var run = new KernelRun(examples);
        for (BenchNet net : nets) {
            run.collect(net, batch, false);
            net.training().ifPresent(trained -> run.collect(net, trained, true));
        }
        System.out.println(run.kernels.size() + " shapes");
        run.print(run.measure(), Peak.measure(1));
    }

    private void collect(BenchNet net, int batch, boolean training) {
        Plan plan = KernelPlace.plan(net, batch, training, examples);
        for (int i = 0; i < plan.steps().size(); i++) {
            if (plan.steps().get(i) instanceof Multiply product) {
                var place = new KernelPlace(net.name(), batch, training, i);
                kernels.putIfAbsent(KernelShape.of(product), new Kernel(place, product.flops()));
            }
        }
    }

    private Collection<RunResult> measure() {
        String[] places =
                kernels.values().stream().map(k -> k.place().toString()).toArray(String[]::new);
        Options options = new OptionsBuilder()
                .include(KernelBenchmark.class.getName())
                .param("place", places)
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(EACH)
                .measurementIterations(ITERATIONS)
                .measurementTime(EACH)
                .jvmArgsAppend("-D" + KernelBenchmark.EXAMPLES + "=" + examples.toAbsolutePath())
                .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH failed", e);
        }
    }

    private void print(Collection<RunResult> results, double peak) {
        System.out.printf("%npeak %.1f GFLOP/s on 1 thread%n", 1e-9 * peak);
        System.out.printf("%-70s %12s %10s %8s  %s%n", "kernel", "us", "GFLOP/s", "of peak", "first in");
        kernels.forEach((shape, kernel) -> results.stream()
                .filter(r -> r.getParams().getParam("place").equals(kernel.place().toString()))
                .mapToDouble(r -> r.getPrimaryResult().getStatistics().getPercentile(MEDIAN))
                .forEach(us -> System.out.println(line(shape, kernel, 1e-6 * us, peak))));
    }

    private static String line(KernelShape shape, Kernel kernel, double seconds, double peak) {
        double speed = kernel.flops() / seconds;
        return String.format(
                Locale.ROOT,
                "%-70s %12.2f %10.1f %6.0f %%  %s",
                shape,
                1e6 * seconds,
                1e-9 * speed,
                100 * speed / peak,
                kernel.place());
    }
}
