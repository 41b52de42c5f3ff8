package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.measure.CallTimes;
import dev.bnc.compiler.measure.DeviceTimer;
import dev.bnc.compiler.measure.MemoryUse;
import dev.bnc.compiler.measure.ProgramTimer;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc bench`: how fast a net or a model runs on this machine, and where the time goes.
@Command(
        name = "bench",
        description =
                "Measures how fast a net or a trained model runs here, and where the time goes. A net runs with the"
                        + " weights that training would start with, inputs are random numbers.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc bench mnist.net",
            "  bnc bench runs/mnist-0001 --batch 64 --threads 1",
            "  bnc bench mnist.net --train --time 10s --format json",
            "  bnc bench mnist.net --train --device cuda"
        })
final class BenchCommand implements Callable<Integer> {
    private static final Duration USUAL = Duration.ofSeconds(2);

    @Mixin
    private Subject subject = new Subject();

    @Option(names = "--train", description = "Measure the training step, not inference.")
    private boolean training;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples at a time; 1 unless given, or the net's batch with --train.")
    private @Nullable Integer batch;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long to warm up, then to measure calls, then steps: 500ms, 10s; 2s each unless given.")
    private Duration time = USUAL;

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    /// A program and the state it works on.
    private record Measured(ProgramGraph program, float[] state) {}

    @Override
    public Integer call() {
        if (batch != null && batch < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batch must be at least 1, not " + batch);
        }
        var start = new ColdStart();
        Measured measured = subject.isModel() ? measured(subject.trained()) : measured(subject.model(console));
        start.reached("net");
        try (WorkerPool pool = execution.pool()) {
            switch (execution.device()) {
                case CPU -> onCpu(measured, start, pool);
                case CUDA -> onGpu(measured, start, pool);
                case REFERENCE ->
                    throw UserError.of(
                            ExitCodes.USAGE,
                            "--device reference: the interpreter is slow on purpose, nothing is measured there");
            }
        }
        return ExitCodes.OK;
    }

    private void onCpu(Measured measured, ColdStart start, WorkerPool pool) {
        ProgramTimer timer = ProgramTimer.of(measured.program(), measured.state(), pool);
        start.reached("compiler");
        timer.prepare();
        start.reached("weights");
        CallTimes first = timer.calls(Duration.ZERO);
        start.reached("first call");
        console.info("measuring for some %.0f s".formatted(Math.ceil(3e-3 * time.toMillis())));
        CallTimes warmUp = first.followedBy(timer.warmUp(time.dividedBy(2)));
        CallTimes calls = timer.calls(time);
        print(new BenchReport(
                subject.path(),
                task(),
                execution,
                timer.plan(),
                start,
                warmUp,
                calls,
                MemoryUse.of(timer.plan()),
                timer.steps(time)));
    }

    private void onGpu(Measured measured, ColdStart start, WorkerPool pool) {
        Backend gpu = execution.backend();
        start.reached("device");
        DeviceTimer timer = DeviceTimer.of(measured.program(), gpu, measured.state(), pool);
        start.reached("compiler");
        timer.prepare();
        start.reached("weights");
        CallTimes first = timer.calls(Duration.ZERO);
        start.reached("first call");
        console.info("measuring for some %.0f s".formatted(Math.ceil(4.5e-3 * time.toMillis())));
        CallTimes warmUp = first.followedBy(timer.warmUp(time.dividedBy(2)));
        var report = new DeviceBenchReport(
                subject.path(),
                task(),
                execution.description(),
                timer.plan(),
                start,
                warmUp,
                new DeviceBenchReport.Times(
                        timer.calls(time), timer.graphs(time), timer.streamed(time), timer.copyBandwidth()),
                timer.steps(time));
        if (console.json()) {
            console.print(report.json());
        } else {
            console.printLines(report.text());
        }
    }

    private String task() {
        return training ? "training step" : "inference";
    }

    private Measured measured(TrainedModel model) {
        if (training) {
            throw UserError.of(
                    ExitCodes.USAGE, "--train: a trained model has no training step\n  = help: give its .net file");
        }
        return new Measured(Compiler.inferenceProgram(model, batch == null ? 1 : batch), model.state());
    }

    private Measured measured(Model model) {
        // Probes are read once in a while; a step that always hands out what they watch is not what is asked for.
        ProgramGraph program = training
                ? Compiler.trainingProgram(model.withoutProbes(), batch == null ? usualBatch(model) : batch)
                : Compiler.inferenceProgram(model, batch == null ? 1 : batch);
        return new Measured(program, InitialState.of(program.state(), 0));
    }

    private int usualBatch(Model model) {
        Training section = model.training()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET, subject.path() + ": the net has no train section, so no training step"));
        return section.settings().data().batch();
    }

    private void print(BenchReport report) {
        if (console.json()) {
            console.print(report.json());
        } else {
            console.printLines(report.text());
        }
    }
}
