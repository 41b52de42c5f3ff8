package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson;
import dev.bnc.compiler.emit.cuda.launch.Traffic;
import dev.bnc.compiler.fusion.Fused;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.fusion.RemarkDiagnostics;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.PassResult;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.shipping.CertificateJson;
import dev.bnc.datasets.KnownSet;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bnc compile`: a net and weights become a model, or a net becomes the launch plan of a GPU.
@Command(
        name = "compile",
        description = "Makes a model of a net and its weights, batch norms folded into the layers around them. With"
                + " --target cuda it writes what a GPU does for one inference or training step instead.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc compile mnist.net --weights mnist.safetensors -o mnist.bnm",
            "  bnc compile mnist.net --weights runs/mnist-0001/best.ckpt -o best.bnm",
            "  bnc compile resnet.net --weights resnet.safetensors -o resnet.bnm --remarks",
            "  bnc compile mnist.net -o unfused.bnm --no-fuse --print-after all",
            "  bnc compile mnist.net --target cuda --training -o mnist.json"
        })
final class CompileCommand implements Callable<Integer> {
    private static final Set<String> OF_MODELS =
            Set.of("--weights", "--no-fuse", "--print-after", "--stop-after", "--remarks");
    private static final Set<String> OF_PLANS = Set.of("--training", "--batch");

    @Mixin
    private NetSource net = new NetSource();

    @Mixin
    private Console console = new Console();

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Weights by name: a .safetensors file or a checkpoint. Without it the model has the weights"
                    + " that training would start with.")
    private @Nullable Path weights;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write.")
    private Path output = Path.of("");

    @Option(
            names = "--print-after",
            paramLabel = "PASS",
            description = "Print the inference graph after a pass, or after all of them; to standard error.")
    private @Nullable String printAfter;

    @Option(
            names = "--stop-after",
            paramLabel = "PASS",
            description = "Leave out the passes behind this one, to find out which of them does harm.")
    private @Nullable String stopAfter;

    @Option(names = "--no-fuse", description = "Keep batch norms as they are.")
    private boolean unfused;

    @Option(names = "--remarks", description = "Print what the passes did, and did not do and why; to standard error.")
    private boolean remarks;

    @Mixin
    private LaunchTarget target = new LaunchTarget();

    @Option(names = "--training", description = "cuda: the training step, not inference.")
    private boolean training;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "cuda: examples at a time; 1 unless given, or the net's batch with --training.")
    private @Nullable Integer batch;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Override
    public Integer call() {
        refuseOptionsOfOthers();
        Model model = net.model(console, ElaborationOptions.NONE);
        OutputFile.check(output, force);
        if (target.cuda()) {
            Optional<Integer> given = Optional.ofNullable(batch);
            writePlan(target.plan(training ? NetPrograms.training(model, given) : NetPrograms.inference(model, given)));
            return ExitCodes.OK;
        }
        PassRunner runner = runner(unfused ? Pipelines.EVALUATION : Pipelines.INFERENCE);
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        long seed = model.training().map(t -> t.settings().seed()).orElse(0L);
        float[] state = InitialState.of(layout, seed);
        if (weights == null) {
            console.warn("no --weights: the model has the weights that training would start with (seed " + seed + ")");
        } else {
            load(weights, layout, state);
        }
        TrainedModel trained = ModelWriter.trained(model, classNames(model), Weights.of(layout, state));
        if (unfused) {
            tell(model, runner.run(Pipelines.EVALUATION, trained.graph()));
            ModelArtifact.of(trained).write(output, Compiler.VERSION);
        } else {
            ModelFusion.Folded folded = ModelFusion.fold(trained, PixelScale.UNIT, runner);
            tell(model, folded.passes());
            certified(trained, folded.measured()).write(output, Compiler.VERSION);
        }
        console.print(
                console.json() ? new Json.Obj().with("model", output.toString()).toString() : "model  " + output);
        return ExitCodes.OK;
    }

    private void writePlan(LaunchPlan plan) {
        AtomicFile.write(output, LaunchPlanJson.of(plan) + "\n");
        Traffic traffic = plan.traffic();
        console.print(
                console.json()
                        ? new Json.Obj()
                                .with("plan", output.toString())
                                .with("steps", plan.steps().size())
                                .with("memory", plan.arena().bytes())
                                .with("bytes_read", traffic.bytesRead())
                                .with("bytes_written", traffic.bytesWritten())
                                .with("flops", traffic.flops())
                                .toString()
                        : "plan  %s: %s, batch %d, %d steps, %s of memory"
                                .formatted(
                                        output,
                                        plan.name(),
                                        plan.batch(),
                                        plan.steps().size(),
                                        Units.bytes(plan.arena().bytes())));
    }

    private void refuseOptionsOfOthers() {
        target.check();
        if (batch != null && batch < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batch must be at least 1, not " + batch);
        }
        Set<String> others = target.cuda() ? OF_MODELS : OF_PLANS;
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (others.contains(option.longestName())) {
                throw UserError.of(
                        ExitCodes.USAGE,
                        target.cuda()
                                ? option.longestName() + ": a launch plan of a net has no weights"
                                        + "\n  = help: `bnc export MODEL --to cuda` writes plan, kernels and weights"
                                : option.longestName() + " is an option of --target cuda");
            }
        }
    }

    private static ModelArtifact certified(TrainedModel trained, Fused fused) {
        var certificate = Optional.of(CertificateJson.of(fused.certificate()));
        return new ModelArtifact(fused.model(), ModelArtifact.of(trained).statistics(), certificate, Optional.empty());
    }

    private PassRunner runner(Pipeline pipeline) {
        PassRunner runner = PassRunner.quiet();
        if (printAfter != null) {
            if (!printAfter.equals(PassNames.ALL)) {
                PassNames.check("--print-after", printAfter, pipeline);
            }
            runner = PassRunner.printingAfter(printAfter, console.err()::print);
        }
        if (stopAfter != null) {
            PassNames.check("--stop-after", stopAfter, pipeline);
            runner = runner.stoppingAfter(stopAfter);
        }
        return runner;
    }

    /// Remarks on folds with the lines they are about, the others as lines.
    private void tell(Model model, PassResult result) {
        if (remarks) {
            result.remarks().stream().filter(r -> r.finding().isEmpty()).forEach(console.err()::println);
            console.diagnostics(RemarkDiagnostics.of(result.remarks(), model));
        }
        console.err().flush();
    }

    private void load(Path file, StateLayout layout, float[] state) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, file + ": no such file" + Neighbours.of(file));
        }
        List<String> kept = Weights.load(SafeTensors.open(file), layout, state);
        if (!kept.isEmpty()) {
            console.warn(file + " does not have " + String.join(", ", kept) + ": they are as training would start");
        }
    }

    private static List<String> classNames(Model model) {
        return model.training()
                .flatMap(t -> KnownSet.find(t.settings().data().set()))
                .map(KnownSet::classNames)
                .orElse(List.of());
    }
}
