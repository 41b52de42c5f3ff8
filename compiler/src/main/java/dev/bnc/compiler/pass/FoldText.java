package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.List;
import java.util.stream.Collectors;

/// Words for remarks on folds.
final class FoldText {
    private FoldText() {}

    /// A factor went into those nodes.
    ///
    /// @param code of a batch norm's fold; the data's normalization has its own
    /// @param notes what is left to say
    static void folded(Remarks remarks, DiagnosticCode code, Origin what, List<Node> takers, String... notes) {
        boolean data = what.equals(InputNormalization.WHERE);
        String folded = data ? "the data's normalization" : what.layer().isEmpty() ? "a factor" : "`" + what.layer() + "`";
        var finding = Finding.of(data ? DiagnosticCode.NORMALIZATION_FOLDED : code, "part of other layers now");
        for (Node taker : takers) {
            finding = finding.place(taker.origin(), "its weights do it");
        }
        for (String note : notes) {
            finding = finding.note(note);
        }
        String into = takers.stream().map(FoldText::quoted).distinct().collect(Collectors.joining(", "));
        remarks.applied(what, folded + " was folded into " + into, finding);
    }

    /// The layer a node belongs to; what it does where there is none.
    static String name(Node node) {
        if (node.op() instanceof Input(String input)) {
            return input;
        }
        String layer = node.origin().layer();
        return layer.isEmpty() ? GraphPrinter.operator(node.op()) : layer;
    }

    static String quoted(Node node) {
        return "`" + name(node) + "`";
    }
}
