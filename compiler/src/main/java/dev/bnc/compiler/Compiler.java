package dev.bnc.compiler;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.autodiff.StatisticsStep;
import dev.bnc.compiler.autodiff.TrainingRecipe;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.elaborate.Elaborator;
import dev.bnc.compiler.elaborate.SourceLoader;
import dev.bnc.compiler.fusion.Fused;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.program.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// From the text of a net to a program, stage by stage. Each stage is immutable data and prints as text.
///
///     source --elaborate--> Model --inference | training | statistics--> ProgramGraph --passes--> Graph
///     --lower--> Plan --emit--> Program
public final class Compiler {
    /// The version of bnc, as the build has it. A constant, so that what is written does not depend on how bnc was started.
    public static final String VERSION = "0.1.0-SNAPSHOT";

    private Compiler() {}

    /// Parses and elaborates a `.net` file.
    public static Elaboration elaborate(SourceFile source, ElaborationOptions options) {
        return Elaborator.elaborate(source, options, SourceLoader.files());
    }

    /// What one inference of `batch` examples computes.
    public static Graph inference(Model model, int batch) {
        return model.graph().atBatch(batch);
    }

    /// What one training step on `batch` examples computes, and the optimizer's slots. Probed values are outputs.
    ///
    /// @throws IllegalArgumentException if the model has no train section
    public static TrainingStep training(Model model, int batch) {
        TrainingRecipe recipe = model.training()
                .orElseThrow(() -> new IllegalArgumentException("net " + model.name() + " has no train section"))
                .recipe();
        Map<String, Role> roles =
                model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return TrainingStep.of(model.observed().atBatch(batch), roles, recipe.atBatch(batch));
    }

    /// What is computed to find the population statistics from `batch` examples.
    public static Graph statistics(Model model, int batch) {
        return StatisticsStep.of(model.graph().atBatch(batch));
    }

    /// The program of an inference.
    public static ProgramGraph inferenceProgram(Model model, int batch) {
        return new ProgramGraph(
                model.name(), Pipelines.EVALUATION, inference(model, batch), batch, StateLayouts.of(model, List.of()));
    }

    /// The program of an inference with a trained model; its state is [TrainedModel#state()].
    public static ProgramGraph inferenceProgram(TrainedModel model, int batch) {
        return new ProgramGraph(
                model.name(), Pipelines.EVALUATION, model.graph().atBatch(batch), batch, model.layout());
    }

    /// A trained model made ready for use: batch norms, and the normalization of its data, folded into the layers around them
    /// wherever that keeps what the net computes. Weights become new constants; `model` stays as it is.
    public static Fused fuse(TrainedModel model) {
        return ModelFusion.fuse(model, PixelScale.UNIT);
    }

    /// The same for pixels as they are given.
    public static Fused fuse(TrainedModel model, PixelScale pixels) {
        return ModelFusion.fuse(model, pixels);
    }

    /// The program of a training step.
    public static ProgramGraph trainingProgram(Model model, int batch) {
        TrainingStep step = training(model, batch);
        return new ProgramGraph(
                model.name() + "_training",
                Pipelines.TRAINING,
                step.graph(),
                batch,
                StateLayouts.of(model, step.slots()));
    }

    /// The program of a statistics pass.
    public static ProgramGraph statisticsProgram(Model model, int batch) {
        return new ProgramGraph(
                model.name() + "_statistics",
                Pipelines.TRAINING,
                statistics(model, batch),
                batch,
                StateLayouts.of(model, List.of()));
    }

    /// The program of a statistics pass over a trained model; its state is [TrainedModel#state()].
    public static ProgramGraph statisticsProgram(TrainedModel model, int batch) {
        return new ProgramGraph(
                model.name() + "_statistics",
                Pipelines.TRAINING,
                StatisticsStep.of(model.graph().atBatch(batch)),
                batch,
                model.layout());
    }

    /// The program of a trained model that normalizes with the statistics of each batch; its state is
    /// [TrainedModel#state()], its outputs are the net's.
    public static ProgramGraph batchStatisticsProgram(TrainedModel model, int batch) {
        return new ProgramGraph(
                model.name() + "_batch_statistics",
                Pipelines.TRAINING,
                StatisticsStep.withBatchStatistics(model.graph().atBatch(batch)),
                batch,
                model.layout());
    }
}
