package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.PlannedProgram;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanPrinter;
import dev.bnc.compiler.graph.DotPrinter;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.page.Comparison;
import dev.bnc.compiler.page.ComparisonPage;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.runtime.artifact.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc show`: a net or model in one of the forms it has on its way through the compiler.
@Command(
        name = "show",
        description =
                "Prints a net or a model in one of its forms: table of layers, graph, plan, dot for Graphviz, or a"
                        + " page of HTML that shows it before and after fusion.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc show mnist.net",
            "  bnc show mnist.net --as plan --training",
            "  bnc show mnist.net --as plan --target cuda",
            "  bnc show runs/mnist-0001 --as html -o mnist.html",
            "  bnc show runs/mnist-0001 --as dot | dot -Tsvg > mnist.svg"
        })
final class ShowCommand implements Callable<Integer> {
    /// The forms there are.
    enum Form {
        /// Layers.
        TABLE,
        /// The graph as text.
        IR,
        /// Steps over memory.
        PLAN,
        /// The graph for Graphviz.
        DOT,
        /// The graph before and after fusion, as a page.
        HTML
    }

    @Mixin
    private Subject subject = new Subject();

    @Mixin
    private Messages messages = new Messages();

    @Option(
            names = "--as",
            paramLabel = "FORM",
            description = "table, ir (the graph), plan, dot or html; table unless given.")
    private Form form = Form.TABLE;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples at a time; 1 unless given, or the net's batch with --training.")
    private @Nullable Integer batch;

    @Mixin
    private LaunchTarget target = new LaunchTarget();

    @Option(names = "--training", description = "The training step, not inference.")
    private boolean training;

    @Option(
            names = "--after",
            paramLabel = "PASS",
            description = "The graph as it is after this pass; with --as ir or dot.")
    private @Nullable String after;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Override
    public Integer call() {
        check();
        if (subject.isModel()) {
            show(subject.trained());
        } else {
            show(subject.model(messages));
        }
        return ExitCodes.OK;
    }

    private void check() {
        target.check();
        if (target.cuda() && form != Form.PLAN) {
            throw UserError.of(ExitCodes.USAGE, "--target cuda shows a plan\n  = help: add --as plan");
        }
        if (batch != null && batch < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batch must be at least 1, not " + batch);
        }
        if (after != null && form != Form.IR && form != Form.DOT) {
            throw UserError.of(ExitCodes.USAGE, "--after shows a graph\n  = help: add --as ir or --as dot");
        }
        if (form == Form.HTML && (training || batch != null)) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    "--as html shows the inference of one example\n  = help: leave out --training and --batch");
        }
        if (output != null) {
            OutputFile.check(output, force);
        }
    }

    private void show(TrainedModel model) {
        if (training) {
            throw UserError.of(
                    ExitCodes.USAGE, "--training: a trained model has no training step\n  = help: show its .net file");
        }
        if (form == Form.TABLE) {
            give(GraphTable.of(model.graph()));
        } else if (form == Form.HTML) {
            give(ComparisonPage.of(Comparison.of(model)));
        } else {
            print(Compiler.inferenceProgram(model, batch == null ? 1 : batch), model.graph());
        }
    }

    private void show(Model model) {
        if (form == Form.TABLE) {
            give(LayerTable.of(model));
        } else if (form == Form.HTML) {
            give(ComparisonPage.of(Comparison.of(model)));
        } else {
            print(program(model), model.graph());
        }
    }

    private ProgramGraph program(Model model) {
        if (!training) {
            return Compiler.inferenceProgram(model, batch == null ? 1 : batch);
        }
        Training section = model.training()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET, subject.path() + ": the net has no train section, so no training step"));
        return Compiler.trainingProgram(
                model, batch == null ? section.settings().data().batch() : batch);
    }

    // Unless something is asked for that needs a batch size, the graph is shown with an open one.
    private void print(ProgramGraph program, Graph open) {
        if (form == Form.PLAN && target.cuda()) {
            give(LaunchPlanPrinter.print(target.plan(program)));
            return;
        }
        if (form == Form.PLAN) {
            PlannedProgram planned = program.planned();
            give(PlanPrinter.print(planned.plan()) + planned.memory() + "\n");
            return;
        }
        Graph graph = training || batch != null ? program.graph() : open;
        String text = after == null ? GraphPrinter.print(graph) : textAfter(after, program, graph);
        give(form == Form.DOT ? DotPrinter.print(program.name(), GraphReader.read(text)) : text);
    }

    private void give(String text) {
        if (output == null) {
            messages.printLines(text);
        } else {
            AtomicFile.write(output, text);
        }
    }

    private static String textAfter(String pass, ProgramGraph program, Graph graph) {
        Pipeline own = program.pipeline();
        boolean folds = own.equals(Pipelines.EVALUATION)
                && own.passes().stream().noneMatch(p -> p.name().equals(pass));
        Pipeline pipeline = folds ? Pipelines.INFERENCE : own;
        PassNames.check("--after", pass, pipeline);
        var printed = new ArrayList<String>();
        PassRunner.printingAfter(pass, printed::add).run(pipeline, graph);
        String last = printed.getLast();
        return last.substring(last.indexOf('\n') + 1);
    }
}
