package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Crops;
import dev.bnc.runtime.train.Ensemble;
import dev.bnc.runtime.train.Evaluator;
import dev.bnc.runtime.train.Scoring;
import dev.bnc.runtime.train.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bnc eval`: measures a trained model on the data it was made for.
@Command(
        name = "eval",
        description = "Measures a trained model on test data: loss, and accuracy where answers are right or wrong.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc eval runs/mnist-0001",
            "  bnc eval model.bnm --data ~/mnist --part training",
            "  bnc eval model.bnm --device reference --format json",
            "  bnc eval runs/a-0001 runs/b-0001 runs/c-0001 --ensemble"
        })
final class EvalCommand implements Callable<Integer> {
    private static final int BATCH = 100;

    /// The parts of a data set.
    enum Part {
        TEST,
        TRAINING
    }

    @Mixin
    private ModelSource model = new ModelSource();

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "MODEL", description = "Further models, with --ensemble.")
    private List<Path> others = List.of();

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelData data = new ModelData();

    @Option(names = "--part", paramLabel = "PART", description = "test or training; test unless given.")
    private Part part = Part.TEST;

    @Option(
            names = "--ensemble",
            description = "Average the class probabilities of all models; say how good each is, and all together.")
    private boolean ensemble;

    @Option(
            names = "--crops",
            paramLabel = "N",
            description =
                    "Windows of each picture to average over, where the data section crops: 1 (the middle), 2 (with its"
                            + " mirror image), 5 (with the corners), or 10 (with their mirror images).")
    private @Nullable Integer crops;

    @Override
    public Integer call() {
        if (ensemble || crops != null) {
            return ranked();
        }
        refuseOthers();
        TrainedModel trained = model.read();
        Task task = trained.task()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET,
                        model.file() + ": the model does not say what it was trained for, so nothing can be measured"
                                + "\n  = help: compile it from a net with `data` and `train` sections"));
        Dataset examples = examples(trained, task);
        int batch = Math.min(BATCH, examples.size());
        Program program = execution
                .shipped(trained, model.file())
                .orElseGet(() -> execution.backend().compile(Compiler.inferenceProgram(trained, batch)));
        var scoring = new Scoring(trained.inputName(), task.prediction(), task.loss(), List.copyOf(task.transforms()));
        try (WorkerPool pool = execution.pool()) {
            report(examples, new Evaluator(program, scoring, examples, trained.state(), pool).run());
        }
        return ExitCodes.OK;
    }

    private void refuseOthers() {
        if (!others.isEmpty()) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    "one model is measured at a time\n  = help: --ensemble measures several and what they say together;"
                            + " for one after the other, call bnc once for each");
        }
    }

    private Crops windows(Dataset examples) {
        if (crops == null) {
            return Crops.MIDDLE;
        }
        if (!List.of(1, 2, 5, 10).contains(crops)) {
            throw UserError.of(ExitCodes.USAGE, "--crops must be 1, 2, 5 or 10, not " + crops);
        }
        if ((crops > 1 && examples.inputShape().size() != 3) || (crops > 2 && !examples.windowed())) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    "--crops " + crops + ": the examples are no windows of larger pictures: " + examples.description()
                            + "\n  = help: train with `resize = 256, crop = 224` or the like in the data section");
        }
        return Crops.of(crops);
    }

    /// Measures by class probabilities.
    private int ranked() {
        if (!ensemble) {
            refuseOthers();
        }
        List<Path> paths =
                Stream.concat(Stream.of(model.path()), others.stream()).toList();
        EnsembleModels models = EnsembleModels.read(paths);
        EnsembleModels.Named first = models.first();
        Dataset examples = examples(first.model(), first.task());
        int batch = Math.min(BATCH, examples.size());
        try (WorkerPool pool = execution.pool()) {
            Ensemble.Result result =
                    models.ensemble(execution, batch, pool).measure(examples, windows(examples), batch);
            List<Path> files =
                    models.models().stream().map(EnsembleModels.Named::file).toList();
            var report = new EnsembleReport(files, examples, result);
            if (console.json()) {
                console.print(report.json());
            } else {
                console.info("data      " + examples.description());
                console.print(String.format(Locale.ROOT, "examples  %,d", examples.size()));
                console.printLines(report.text());
            }
        }
        return ExitCodes.OK;
    }

    private Dataset examples(TrainedModel trained, Task task) {
        Datasets sets = data.open(trained, task, model.file());
        return switch (part) {
            case TEST -> sets.validation();
            case TRAINING -> sets.training();
        };
    }

    private void report(Dataset examples, Validation validation) {
        if (console.json()) {
            Json.Obj report = new Json.Obj()
                    .with("model", model.file().toString())
                    .with("data", examples.description())
                    .with("examples", validation.examples())
                    .with("loss", validation.loss());
            var accuracy = validation.accuracy();
            console.print((accuracy.isPresent() ? report.with("accuracy", accuracy.getAsDouble()) : report).toString());
            return;
        }
        console.info("data      " + examples.description());
        console.print(String.format(Locale.ROOT, "examples  %,d", validation.examples()));
        console.print(String.format(Locale.ROOT, "loss      %.6f", validation.loss()));
        validation.accuracy().ifPresent(a -> console.print(String.format(Locale.ROOT, "accuracy  %.2f %%", 100 * a)));
    }
}
