package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Drawing;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.TrainSettings;
import dev.bnc.runtime.train.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes a `.bnm` of a model and its state.
final class ModelWriter {
    private ModelWriter() {}

    static void write(Path file, Model model, List<String> classNames, StateLayout layout, float[] state) {
        write(file, model, classNames, Weights.of(layout, state));
    }

    static void write(Path file, Model model, List<String> classNames, List<NamedTensor> weights) {
        ModelArtifact.of(trained(model, classNames, weights)).write(file, Compiler.VERSION);
    }

    /// The net with these weights.
    static TrainedModel trained(Model model, List<String> classNames, List<NamedTensor> weights) {
        Optional<Task> task = model.training().map(t -> task(t.settings(), t.domains(), classNames));
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return new TrainedModel(model.name(), model.variant(), model.graph(), roles, weights, task);
    }

    private static Task task(TrainSettings settings, List<Domain> domains, List<String> classNames) {
        List<Transform.Normalize> transforms = settings.data().evaluation().stream()
                .filter(Transform.Normalize.class::isInstance)
                .map(Transform.Normalize.class::cast)
                .toList();
        return new Task(
                settings.data().set(),
                settings.target(),
                settings.prediction(),
                settings.loss(),
                transforms,
                classNames,
                Optional.of(new Drawing(settings.data().batch(), settings.seed())),
                settings.data().framing(),
                domains);
    }
}
