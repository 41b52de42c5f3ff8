package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.ModelArtifact;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.fusion.RemarkDiagnostics;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.Remark;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.Explanations;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Weights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bnc explain`: what a code in an error or warning means, or why a batch norm was folded or not.
@Command(
        name = "explain",
        description =
                "Says what the code of an error or a warning means, with a wrong and a right example; or why a batch"
                        + " norm is folded or not.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc explain BNC0304",
            "  bnc explain 412",
            "  bnc explain resnet.net s1.b2.bn",
            "  bnc explain runs/mnist-0001 h1.norm"
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CODE|FILE.net|MODEL",
            description = "The code; without it all codes are listed. Or a net or a trained model.")
    private @Nullable String code;

    @Parameters(index = "1", arity = "0..1", paramLabel = "LAYER", description = "A batch norm of the net or model.")
    private @Nullable String layer;

    @Mixin
    private Messages messages = new Messages();

    @Override
    public Integer call() {
        if (code == null) {
            Arrays.stream(DiagnosticCode.values()).forEach(c -> messages.print(c.id() + "  " + c.title()));
            return ExitCodes.OK;
        }
        if (layer != null) {
            explain(Path.of(code), layer);
            return ExitCodes.OK;
        }
        DiagnosticCode found = named(code);
        String page = Explanations.of(found).orElse("# " + found.id() + ": " + found.title() + "\n");
        messages.printLines(page);
        return ExitCodes.OK;
    }

    private void explain(Path subject, String norm) {
        if (ModelSource.means(subject)) {
            TrainedModel model = ModelArtifact.read(ModelSource.file(subject)).model();
            LayerExplanation.of(model, norm).forEach(r -> messages.printLines(LayerExplanation.text(r)));
            return;
        }
        Model model = new NetChoices().model(subject, messages, ElaborationOptions.NONE);
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        List<NamedTensor> weights = Weights.of(layout, InitialState.of(layout, 0));
        List<Remark> remarks = LayerExplanation.of(ModelWriter.trained(model, List.of(), weights), norm);
        DiagnosticRenderer renderer = DiagnosticRenderer.plain();
        messages.printLines(renderer.render(RemarkDiagnostics.of(remarks, model)));
    }

    private static DiagnosticCode named(String given) {
        return DiagnosticCode.byId(spelledOut(given)).orElseThrow(() -> unknown(given));
    }

    // 304 and 0304 stand for BNC0304.
    private static String spelledOut(String given) {
        return given.matches("\\d{1,4}") ? String.format(Locale.ROOT, "BNC%04d", Integer.parseInt(given)) : given;
    }

    private static UserError unknown(String given) {
        return UserError.of(
                ExitCodes.USAGE, given + ": there is no such code\n  = help: `bnc explain` lists all codes");
    }
}
