package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.shipping.SelfTest;
import dev.bnc.datasets.ExampleFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Crops;
import dev.bnc.runtime.train.Ensemble;
import dev.bnc.runtime.train.Predictor;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bnc infer`: what a trained model says of examples.
@Command(
        name = "infer",
        description = "Runs a trained model on examples and prints its answers: the likeliest classes of a classifier,"
                + " the outputs of other nets.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc infer runs/mnist-0001 seven.png",
            "  bnc infer model.bnm t10k-images-idx3-ubyte.gz --top 1 --format json",
            "  bnc infer runs/a-0001 runs/b-0001 --ensemble seven.png",
            "  bnc infer runs/birds-0001 wren.jpg --crops 10",
            "  awk -f features.awk log | bnc infer model.bnm -",
            "  bnc infer mnist.bnm --self-test"
        })
final class InferCommand implements Callable<Integer> {
    private static final int LARGEST_BATCH = 64;
    private static final String STDIN = "-";

    @Mixin
    private ModelSource model = new ModelSource();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Pictures (PNG, JPEG, BMP, GIF), .npy, .csv and idx files; - reads csv from standard input.")
    private List<String> inputs = List.of();

    @Mixin
    private Execution execution = new Execution();

    @Mixin
    private Console console = new Console();

    @Option(names = "--top", paramLabel = "K", description = "How many classes to print; 3 unless given.")
    private int top = 3;

    @Option(
            names = "--self-test",
            description =
                    "Run the examples that the model was exported with, and compare with the answers recorded then.")
    private boolean selfTest;

    @Option(
            names = "--ensemble",
            description = "Average the class probabilities of several models: all .bnm files and run folders before the"
                    + " inputs.")
    private boolean ensemble;

    @Option(
            names = "--crops",
            paramLabel = "N",
            description =
                    "Windows of each picture to average over, where the data section crops: 1 (the middle), 2 (with its"
                            + " mirror image), 5 (with the corners), or 10 (with their mirror images).")
    private @Nullable Integer crops;

    /// Examples and what to call each.
    private record Examples(List<String> names, List<float[]> values) {}

    @Override
    public Integer call() {
        if (top < 1) {
            throw UserError.of(ExitCodes.USAGE, "--top must be at least 1, not " + top);
        }
        if (ensemble && selfTest) {
            throw UserError.of(ExitCodes.USAGE, "--self-test is of one model; leave --ensemble out");
        }
        if (crops != null && selfTest) {
            throw UserError.of(ExitCodes.USAGE, "--self-test takes no pictures; leave --crops out");
        }
        if (inputs.isEmpty() != selfTest) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    selfTest
                            ? "--self-test takes no inputs: it runs the examples in the model"
                            : "what is the model to be run on?\n  = help: name pictures, .npy, .csv or idx files, - for standard"
                                    + " input, or give --self-test");
        }
        if (ensemble || crops != null) {
            return averaged();
        }
        ModelArtifact artifact = model.readArtifact();
        if (selfTest) {
            return test(artifact);
        }
        TrainedModel trained = artifact.model();
        List<Integer> sizes = trained.input().shape().sizes();
        Examples examples =
                read(inputs, sizes.subList(1, sizes.size()), trained.task().flatMap(Task::framing));
        int batch = Math.min(LARGEST_BATCH, examples.values().size());
        long flops = examples.values().size() * Cost.flops(trained.graph());
        Program program = execution
                .shipped(trained, model.file())
                .orElseGet(() -> execution.backend(flops).compile(Compiler.inferenceProgram(trained, batch)));
        try (WorkerPool pool = execution.pool()) {
            List<Transform> transforms = trained.task()
                    .<List<Transform>>map(t -> List.copyOf(t.transforms()))
                    .orElse(List.of());
            var predictor = new Predictor(program, trained.inputName(), transforms, trained.state(), pool);
            print(List.of(model.file()), examples.names(), answers(trained, predictor, examples.values()));
        }
        return ExitCodes.OK;
    }

    /// Averages class probabilities, of several models or several windows or both.
    private int averaged() {
        List<Path> paths = ensemble
                ? Stream.concat(
                                Stream.of(model.path()),
                                inputs.stream().map(Path::of).takeWhile(ModelSource::means))
                        .toList()
                : List.of(model.path());
        List<String> rest = inputs.subList(paths.size() - 1, inputs.size());
        if (rest.isEmpty()) {
            throw UserError.of(
                    ExitCodes.USAGE, "what are the models to be run on?\n  = help: name the inputs after the models");
        }
        EnsembleModels models = EnsembleModels.read(paths);
        Task task = models.first().task();
        var pictures = new PictureViews(models.inputShape(), task.framing());
        Crops windows = crops == null ? Crops.MIDDLE : pictures.checked(rest, crops);
        Examples examples = read(rest, models.inputShape(), task.framing());
        int batch = Math.min(LARGEST_BATCH, examples.values().size());
        try (WorkerPool pool = execution.pool()) {
            Ensemble net = models.ensemble(execution, batch, pool);
            List<double[]> probabilities = windows.equals(Crops.MIDDLE)
                    ? net.probabilities(examples.values())
                    : pictures.probabilities(net, rest, windows);
            List<Answer> answers =
                    probabilities.stream().map(p -> Answer.oneOf(task, p)).toList();
            print(models.models().stream().map(EnsembleModels.Named::file).toList(), examples.names(), answers);
        }
        return ExitCodes.OK;
    }

    private int test(ModelArtifact artifact) {
        Goldens goldens = artifact.goldens()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET,
                        model.file() + ": the model holds no examples to test itself with" + "\n  = help: `bnc export "
                                + model.path() + " -o FILE.bnm` records some"));
        try (WorkerPool pool = execution.pool()) {
            SelfTest test = SelfTest.of(artifact.model(), goldens, execution.backend(), pool);
            if (console.json()) {
                Json.Obj report = new Json.Obj().with("model", model.file().toString());
                console.print(
                        report.with("self-test", SelfTestReport.json(test)).toString());
            } else {
                console.print((test.passed() ? "passed  " : "FAILED  ") + SelfTestReport.text(test));
            }
            return test.passed() ? ExitCodes.OK : ExitCodes.TOLERANCE;
        }
    }

    private static Examples read(List<String> inputs, List<Integer> shape, Optional<Framing> framing) {
        var names = new ArrayList<String>();
        var values = new ArrayList<float[]>();
        for (String input : inputs) {
            List<float[]> found = input.equals(STDIN) ? standardInput(shape) : file(Path.of(input), shape, framing);
            for (int i = 0; i < found.size(); i++) {
                names.add(found.size() == 1 ? input : input + "[" + i + "]");
            }
            values.addAll(found);
        }
        return new Examples(names, values);
    }

    private static List<float[]> file(Path file, List<Integer> shape, Optional<Framing> framing) {
        if (!Files.isRegularFile(file)) {
            String problem = Files.exists(file) ? ": not a file" : ": no such file" + Neighbours.of(file);
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + problem);
        }
        return ExampleFile.read(file, shape, framing);
    }

    private static List<float[]> standardInput(List<Integer> shape) {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return ExampleFile.readTable(lines, "standard input", shape);
    }

    private List<Answer> answers(TrainedModel trained, Predictor predictor, List<float[]> examples) {
        if (trained.task().isPresent()) {
            Task task = trained.task().get();
            return predictor.run(examples, task.prediction()).stream()
                    .map(values -> Answer.of(task, values))
                    .toList();
        }
        Output output = trained.graph().outputs().getFirst();
        return predictor.run(examples, output.name()).stream()
                .map(values -> Answer.numbers(output.name(), values))
                .toList();
    }

    private void print(List<Path> models, List<String> names, List<Answer> answers) {
        if (console.json()) {
            console.print(AnswerReport.json(models, names, answers, top));
        } else {
            console.printLines(AnswerReport.text(names, answers, top));
        }
    }
}
