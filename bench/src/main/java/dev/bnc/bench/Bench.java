package dev.bnc.bench;

import dev.bnc.bench.engine.BncEngine;
import dev.bnc.bench.engine.Engine;
import dev.bnc.bench.engine.OrtEngine;
import dev.bnc.bench.engine.TorchEngine;
import dev.bnc.bench.engine.TrainingTask;
import dev.bnc.bench.kernel.KernelRun;
import dev.bnc.bench.measure.Peak;
import dev.bnc.bench.measure.Rounds;
import dev.bnc.bench.report.Csv;
import dev.bnc.bench.report.Lines;
import dev.bnc.bench.report.MarkdownTable;
import dev.bnc.bench.report.Measurement;
import dev.bnc.bench.report.Measurement.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Entry point of `bench/run`.
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures bnc beside ONNX Runtime and libtorch: the same nets, weights and inputs, in one process, in"
                        + " turns. Exits with 6 if an answer differs.")
public final class Bench implements Callable<Integer> {
    private static final int WRONG_ANSWER = 6;
    /// What sums of thousands of float32 products may differ by when they are added in another order.
    private static final double TOLERANCE = 1e-4;
    /// Losses after updates by gradients that are such sums.
    private static final double LOSS_TOLERANCE = 1e-3;
    /// A product forward, and two for its gradients.
    private static final double FORWARD_AND_BACKWARD = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NET", description = "Nets to measure, as --list names them; all unless given.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Name the nets and end.")
    private boolean list;

    @Option(names = "--batch", split = ",", paramLabel = "N", description = "Batches, instead of those of each net.")
    private List<Integer> batches = List.of();

    @Option(names = "--threads", split = ",", paramLabel = "N", description = "Numbers of threads; 1,2 unless given.")
    private List<Integer> threads = List.of(1, 2);

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "ENGINE",
            description = "Engines beside bnc; ort,torch unless given.")
    private List<String> engines = List.of("ort", "torch");

    @Option(names = "--training-only", description = "Leave inference out.")
    private boolean trainingOnly;

    @Option(
            names = "--kernels",
            description =
                    "Measure the kernels of the nets by themselves instead, with JMH: each shape once, at the first"
                            + " --batch, 1 unless given.")
    private boolean kernels;

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each engine; 9 unless given.")
    private int rounds = 9;

    @Option(names = "--turn", paramLabel = "MS", description = "Milliseconds of one turn; 60 unless given.")
    private long turn = 60;

    @Option(names = "--warm-up", paramLabel = "MS", description = "Milliseconds of warm-up; 1500 unless given.")
    private long warmUp = 1500;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of weights and inputs; 7 unless given.")
    private long seed = 7;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all measurements there.")
    private @Nullable Path csv;

    @Option(names = "--append", paramLabel = "FILE.md", description = "Append a table to a Markdown file.")
    private @Nullable Path markdown;

    @Option(names = "--examples", paramLabel = "DIR", description = "Folder of the nets.", hidden = true)
    private Path examples = Path.of("examples");

    private final Map<Integer, Double> peaks = new HashMap<>();

    /// Measures and ends the JVM.
    public static void main(String[] arguments) {
        var line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((e, _, _) -> {
            e.printStackTrace(System.err);
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() {
        if (list) {
            BenchNet.ALL.forEach(net -> System.out.println(net.name() + "  " + net.file() + "  " + net.variant()));
            return CommandLine.ExitCode.OK;
        }
        if (kernels) {
            KernelRun.of(chosen(), batches.isEmpty() ? 1 : batches.getFirst(), examples);
            return CommandLine.ExitCode.OK;
        }
        List<Engine> contenders = contenders();
        introduce(contenders);
        var measurements = new ArrayList<Measurement>();
        for (BenchNet net : chosen()) {
            if (!trainingOnly) {
                measurements.addAll(inference(net, contenders));
            }
            if (net.training().isPresent()) {
                measurements.addAll(training(net, net.training().getAsInt()));
            }
        }
        write(measurements);
        return measurements.stream().anyMatch(Measurement::wrong) ? WRONG_ANSWER : CommandLine.ExitCode.OK;
    }

    private void write(List<Measurement> measurements) {
        try {
            if (csv != null) {
                Files.writeString(csv, Csv.of(measurements));
            }
            if (markdown != null) {
                String table = "\n%s: %s%n`%s`%n%n%s"
                        .formatted(
                                LocalDate.now(ZoneId.systemDefault()),
                                Machine.description(),
                                command(),
                                MarkdownTable.of(measurements));
                Files.writeString(markdown, table, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String command() {
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        // the first two are the folder of examples, which the script adds
        return "bench/run " + String.join(" ", arguments.subList(Math.min(2, arguments.size()), arguments.size()));
    }

    private List<Engine> contenders() {
        var contenders = new ArrayList<Engine>();
        contenders.add(new BncEngine());
        for (String name : engines) {
            contenders.add(
                    switch (name) {
                        case "ort" -> new OrtEngine();
                        case "torch" -> new TorchEngine();
                        default ->
                            throw new IllegalArgumentException("no engine " + name + "; there are ort and torch");
                    });
        }
        return contenders;
    }

    private List<BenchNet> chosen() {
        return names.isEmpty()
                ? BenchNet.ALL
                : names.stream().map(BenchNet::named).toList();
    }

    private void introduce(List<Engine> contenders) {
        System.out.println("machine  " + Machine.description());
        contenders.forEach(e -> System.out.println("engine   " + e.description()));
        for (int count : threads) {
            double peak = Peak.measure(count);
            peaks.put(count, peak);
            System.out.printf("peak     %.1f GFLOP/s on %d thread%s%n", 1e-9 * peak, count, count == 1 ? "" : "s");
        }
        System.out.println();
        System.out.println(Lines.heading());
    }

    private List<Measurement> inference(BenchNet net, List<Engine> contenders) {
        var weights = new SeededModel(seed);
        TrainedModel model = weights.of(net.model(examples));
        int example = Math.toIntExact(model.input().shape().elementsPerExample());
        var measurements = new ArrayList<Measurement>();
        for (int batch : batches.isEmpty() ? net.batches() : batches) {
            var workload = Workload.of(net.name(), model, batch, weights.input(batch * example));
            for (int count : threads) {
                var task = new Task(net.name(), false, batch, count, workload.flops(), peak(count), TOLERANCE);
                var found = Comparison.ofInference(workload, task, contenders, plan());
                Lines.of(found).forEach(System.out::println);
                measurements.addAll(found);
            }
        }
        return measurements;
    }

    private List<Measurement> training(BenchNet net, int batch) {
        var weights = new SeededModel(seed);
        Model model = net.model(examples);
        TrainedModel start = weights.of(model);
        int example = Math.toIntExact(start.input().shape().elementsPerExample());
        int classes = start.graph().outputs().getFirst().value().shape().size(1);
        var training =
                new TrainingTask(model, start, batch, weights.input(batch * example), weights.labels(batch, classes));
        double flops = FORWARD_AND_BACKWARD * batch * Cost.flops(start.graph());
        var measurements = new ArrayList<Measurement>();
        for (int count : threads) {
            var task = new Task(net.name(), true, batch, count, flops, peak(count), LOSS_TOLERANCE);
            var found = Comparison.ofTraining(training, task, plan());
            Lines.of(found).forEach(System.out::println);
            measurements.addAll(found);
        }
        return measurements;
    }

    private double peak(int count) {
        return peaks.getOrDefault(count, Double.NaN);
    }

    private Rounds plan() {
        return new Rounds(rounds, Duration.ofMillis(turn), Duration.ofMillis(warmUp));
    }
}
