package dev.bnc.compiler;

import dev.bnc.compiler.autodiff.StatisticsStep;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.elaborate.Elaborator;
import dev.bnc.compiler.elaborate.SourceLoader;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.program.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// From the text of a net to a plan, stage by stage. Each stage is immutable data and prints as text.
///
///     source --elaborate--> Model --inference | training | statistics--> Graph --passes--> Graph --lower--> Plan
///     --Backend--> Program
public final class Compiler {
    private Compiler() {}

    /// Parses and elaborates a `.net` file.
    public static Elaboration elaborate(SourceFile source, ElaborationOptions options) {
        return Elaborator.elaborate(source, options, SourceLoader.files());
    }

    /// What one inference of `batch` examples computes.
    public static Graph inference(Model model, int batch) {
        return model.graph().atBatch(batch);
    }

    /// What one training step on `batch` examples computes, and the optimizer's slots.
    ///
    /// @throws IllegalArgumentException if the model has no train section
    public static TrainingStep training(Model model, int batch) {
        TrainingRecipe recipe = model.training()
                .orElseThrow(() -> new IllegalArgumentException("net " + model.name() + " has no train section"))
                .recipe();
        Map<String, Role> roles =
                model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return TrainingStep.of(model.graph().atBatch(batch), roles, recipe.atBatch(batch));
    }

    /// What is computed to find the population statistics from `batch` examples.
    public static Graph statistics(Model model, int batch) {
        return StatisticsStep.of(model.graph().atBatch(batch));
    }

    /// The plan of an inference.
    public static Plan inferencePlan(Model model, int batch) {
        Graph graph = rewritten(Pipelines.INFERENCE, inference(model, batch));
        return Lowering.lower(model.name(), graph, batch, StateLayouts.of(model, List.of()));
    }

    /// The plan of a training step.
    public static Plan trainingPlan(Model model, int batch) {
        TrainingStep step = training(model, batch);
        Graph graph = rewritten(Pipelines.TRAINING, step.graph());
        return Lowering.lower(model.name() + "_training", graph, batch, StateLayouts.of(model, step.slots()));
    }

    /// The plan of a statistics pass.
    public static Plan statisticsPlan(Model model, int batch) {
        Graph graph = rewritten(Pipelines.TRAINING, statistics(model, batch));
        return Lowering.lower(model.name() + "_statistics", graph, batch, StateLayouts.of(model, List.of()));
    }

    private static Graph rewritten(Pipeline pipeline, Graph graph) {
        return PassRunner.quiet().run(pipeline, graph).graph();
    }
}
