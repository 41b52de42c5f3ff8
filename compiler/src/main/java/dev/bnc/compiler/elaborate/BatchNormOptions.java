package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;

/// Refuses `bn(momentum = ...)`, which means opposite things in different frameworks.
final class BatchNormOptions {
    private BatchNormOptions() {}

    static void refuseMomentum(Target.BuiltIn target) {
        if (target.kind() != LayerKind.BN) {
            return;
        }
        for (Given given : target.arguments()) {
            if (given.key().isPresent() && given.key().get().text().equals("momentum")) {
                throw ambiguous(given);
            }
        }
    }

    private static ElaborationException ambiguous(Given given) {
        double momentum = given.real();
        String share = Math.round(100 * momentum) + " %";
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.AMBIGUOUS_MOMENTUM,
                        given.span(),
                        "`momentum` is ambiguous: frameworks use opposite meanings")
                .label("keep " + share + " of the old statistic, or of the new one?")
                .help(
                        "as in Keras, Caffe, Deeplearning4j",
                        new Edit(given.span(), "stats = ema(keep = " + trimmed(momentum) + ")"))
                .help(
                        "as in PyTorch, cuDNN, ONNX training",
                        new Edit(given.span(), "stats = ema(keep = " + trimmed(1 - momentum) + ")")));
    }

    private static String trimmed(double value) {
        return Double.toString(Math.round(value * 1e9) / 1e9);
    }
}
