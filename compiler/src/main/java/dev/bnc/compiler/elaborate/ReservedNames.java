package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.runtime.train.StepScalars;
import java.util.Arrays;

/// Names that a net cannot give, because they are given already.
final class ReservedNames {
    private ReservedNames() {}

    /// The training step has an output of its own.
    static void checkOutput(Name name) {
        if (name.text().equals(TrainingStep.LOSS)) {
            throw reserved(name, "an output cannot be called `loss`", "that is what a training step calls its loss");
        }
    }

    /// The training step has inputs of its own.
    static void checkInput(Name name) {
        if (Arrays.stream(StepScalars.values()).anyMatch(s -> s.input().equals(name.text()))) {
            throw reserved(
                    name,
                    "an input or label cannot be called `" + name + "`",
                    "that is what a training step calls a number it takes with each batch");
        }
    }

    /// A block that hides a layer would be taken for it by who reads the net.
    static void checkBlock(Name name) {
        if (isLayer(name)) {
            throw reserved(name, "a block cannot be called `" + name + "`", "there is a layer of that name");
        }
    }

    static boolean isLayer(Name name) {
        return LayerKind.of(name.text()).isPresent() || Joins.KINDS.contains(name.text());
    }

    private static ElaborationException reserved(Name name, String message, String why) {
        return ElaborationException.of(Diagnostic.error(DiagnosticCode.RESERVED_NAME, name.span(), message)
                .label(why)
                .help("give it another name"));
    }
}
