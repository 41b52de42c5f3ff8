package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.SourceSpan;

/// Refuses `bn(momentum = ...)`, which means opposite things in different frameworks.
final class BatchNormOptions {
    private static final String MOMENTUM = "momentum";

    private BatchNormOptions() {}

    static void refuseMomentum(Target.BuiltIn target) {
        if (target.kind() != LayerKind.BN) {
            return;
        }
        for (Given given : target.arguments()) {
            if (given.key().isPresent() && given.key().get().text().equals(MOMENTUM)) {
                throw ambiguous(given, given.span());
            }
        }
    }

    /// Whether an option of a layer in `defaults` or a variant is this.
    static boolean isMomentum(LayerKind kind, String option) {
        return kind == LayerKind.BN && option.equals(MOMENTUM);
    }

    /// @param whole the setting with its name: `momentum = 0.9`
    static ElaborationException ambiguous(Given given, SourceSpan whole) {
        double momentum = given.realUpTo(0, 1);
        String stats = prefix(whole) + "stats = ema(keep = ";
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.AMBIGUOUS_MOMENTUM,
                        whole,
                        "`momentum` is ambiguous: frameworks use opposite meanings")
                .label("keep " + Decimal.text(rounded(100 * momentum)) + " % of the old statistic, or of the new one?")
                .help(
                        "as in Keras, Caffe, Deeplearning4j" + seldom(momentum),
                        new Edit(whole, stats + Decimal.text(rounded(momentum)) + ")"))
                .help(
                        "as in PyTorch, cuDNN, ONNX training" + seldom(1 - momentum),
                        new Edit(whole, stats + Decimal.text(rounded(1 - momentum)) + ")")));
    }

    /// In a variant the option stands behind its layer: `bn.momentum`.
    private static String prefix(SourceSpan whole) {
        return whole.text().startsWith("bn.") ? "bn." : "";
    }

    private static String seldom(double keep) {
        return keep < 0.5 ? " (nearly no memory; rarely meant)" : "";
    }

    private static double rounded(double value) {
        return Math.round(value * 1e9) / 1e9;
    }
}
