package dev.bnc.compiler.syntax;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.elaborate.Elaborator;
import dev.bnc.compiler.elaborate.SourceLoader;
import dev.bnc.compiler.fusion.ModelFusion;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.fusion.RemarkDiagnostics;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.TrainSettings;
import dev.bnc.runtime.train.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What tests of diagnostics ask: the one place that says how a `.net` text is judged.
final class FrontEnd {
    private FrontEnd() {}

    /// Everything there is to say about a file.
    static List<Diagnostic> diagnose(SourceFile file) {
        return Elaborator.elaborate(file, ElaborationOptions.NONE, SourceLoader.files())
                .diagnostics();
    }

    /// What `bnc compile --remarks` says of the folds, with the weights that training would start with.
    static List<Diagnostic> remarks(SourceFile file) {
        Model model = Elaborator.elaborate(file, ElaborationOptions.NONE, SourceLoader.files())
                .model()
                .orElseThrow();
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        List<NamedTensor> weights = Weights.of(layout, InitialState.of(layout, 0));
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        Optional<Task> task = model.training().map(t -> task(t.settings()));
        var trained = new TrainedModel(model.name(), model.variant(), model.graph(), roles, weights, task);
        var folded = ModelFusion.fold(trained, PixelScale.UNIT, PassRunner.quiet());
        List<Diagnostic> shown =
                new ArrayList<>(RemarkDiagnostics.of(folded.passes().remarks(), model));
        // the data's normalization is no layer, so it has no place of its own
        folded.measured().certificate().rewrites().stream()
                .filter(r -> r.code().equals(DiagnosticCode.NORMALIZATION_FOLDED.id()))
                .forEach(r ->
                        shown.add(Diagnostic.remark(DiagnosticCode.NORMALIZATION_FOLDED, SourceSpan.NONE, r.text())));
        return shown;
    }

    private static Task task(TrainSettings settings) {
        List<Transform.Normalize> normalize = settings.data().transforms().stream()
                .filter(Transform.Normalize.class::isInstance)
                .map(Transform.Normalize.class::cast)
                .toList();
        return new Task("data", settings.target(), settings.prediction(), settings.loss(), normalize, List.of());
    }
}
