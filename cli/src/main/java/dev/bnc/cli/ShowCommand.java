package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.DotPrinter;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.PlanPrinter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc show`: a net or model in one of the forms it has on its way through the compiler.
@Command(
        name = "show",
        description = "Prints a net or a model in one of its forms: table of layers, graph, plan, or dot for Graphviz.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc show mnist.net",
            "  bnc show mnist.net --as plan --training",
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
        DOT
    }

    @Mixin
    private Subject subject = new Subject();

    @Mixin
    private Messages messages = new Messages();

    @Option(
            names = "--as",
            paramLabel = "FORM",
            description = "table, ir (the graph), plan or dot; table unless given.")
    private Form form = Form.TABLE;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples at a time; 1 unless given, or the net's batch with --training.")
    private @Nullable Integer batch;

    @Option(names = "--training", description = "The training step, not inference.")
    private boolean training;

    @Override
    public Integer call() {
        if (batch != null && batch < 1) {
            throw UserError.of(ExitCodes.USAGE, "--batch must be at least 1, not " + batch);
        }
        if (subject.isModel()) {
            show(subject.trained());
        } else {
            show(subject.model(messages));
        }
        return ExitCodes.OK;
    }

    private void show(TrainedModel model) {
        if (training) {
            throw UserError.of(
                    ExitCodes.USAGE, "--training: a trained model has no training step\n  = help: show its .net file");
        }
        switch (form) {
            case TABLE -> print(GraphTable.of(model.graph()));
            case IR, DOT ->
                graph(
                        model.name(),
                        batch == null ? model.graph() : model.graph().atBatch(batch));
            case PLAN ->
                print(PlanPrinter.print(Compiler.inferenceProgram(model, batch == null ? 1 : batch)
                        .plan()));
        }
    }

    private void show(Model model) {
        if (form == Form.TABLE) {
            print(LayerTable.of(model));
            return;
        }
        ProgramGraph program = program(model);
        switch (form) {
            case PLAN -> print(PlanPrinter.print(program.plan()));
            case IR, DOT, TABLE -> graph(program.name(), training || batch != null ? program.graph() : model.graph());
        }
    }

    private ProgramGraph program(Model model) {
        if (!training) {
            return Compiler.inferenceProgram(model, batch == null ? 1 : batch);
        }
        int natural = model.training()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET, subject.path() + ": the net has no train section, so no training step"))
                .settings()
                .data()
                .batch();
        return Compiler.trainingProgram(model, batch == null ? natural : batch);
    }

    private void graph(String name, Graph graph) {
        print(form == Form.DOT ? DotPrinter.print(name, graph) : GraphPrinter.print(graph));
    }

    private void print(String lines) {
        messages.printLines(lines);
    }
}
