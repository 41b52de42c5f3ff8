package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;
import java.util.Objects;

/// Joins the branches of `concat`, `add` and `mul`.
final class Joins {
    /// The joins there are.
    static final List<String> KINDS = List.of("concat", "add", "mul");

    private final GraphBuilder graph;

    Joins(GraphBuilder graph) {
        this.graph = graph;
    }

    /// A branch's result and where the branch stands.
    record Branch(Flow flow, SourceSpan span) {}

    Flow join(Name kind, List<Branch> branches) {
        return switch (kind.text()) {
            case "concat" -> concat(kind, branches);
            case "add" -> add(kind, branches);
            case "mul" -> multiply(kind, branches);
            default -> throw ElaborationException.of(Unknown.of("join", kind.text(), kind.span(), KINDS));
        };
    }

    private Flow concat(Name kind, List<Branch> branches) {
        Branch first = branches.getFirst();
        for (Branch branch : branches) {
            List<Integer> one = first.flow().example();
            List<Integer> other = branch.flow().example();
            if (one.size() != other.size() || !one.subList(1, one.size()).equals(other.subList(1, other.size()))) {
                throw differ(
                        kind, branches, "concat joins channels, so height and width must agree", "height and width");
            }
        }
        List<Value> values = branches.stream().map(b -> b.flow().value()).toList();
        return branches.size() == 1 ? first.flow() : first.flow().with(graph.add(new Concat(), values));
    }

    private Flow add(Name kind, List<Branch> branches) {
        Flow sum = branches.getFirst().flow();
        for (Branch branch : branches.subList(1, branches.size())) {
            if (!branch.flow().example().equals(sum.example())) {
                throw differ(kind, branches, "`add` adds element by element, so the shapes must agree", "shape");
            }
            sum = sum.with(graph.add(
                    new Binary(BinaryFunction.ADD), sum.value(), branch.flow().value()));
        }
        return sum;
    }

    private Flow multiply(Name kind, List<Branch> branches) {
        Flow largest = branches.stream()
                .map(Branch::flow)
                .max((a, b) ->
                        Long.compare(a.shape().elementsPerExample(), b.shape().elementsPerExample()))
                .orElseThrow();
        Flow product = null;
        for (Branch branch : branches) {
            Value factor = spread(branch.flow(), largest, kind, branches);
            product = product == null
                    ? largest.with(factor)
                    : largest.with(graph.add(new Binary(BinaryFunction.MULTIPLY), product.value(), factor));
        }
        return Objects.requireNonNull(product);
    }

    /// One factor a channel counts for all positions.
    private Value spread(Flow flow, Flow largest, Name kind, List<Branch> branches) {
        if (flow.example().equals(largest.example())) {
            return flow.value();
        }
        boolean perChannel = flow.channels() == largest.channels()
                && flow.shape().elementsPerExample() == flow.channels()
                && largest.image();
        if (!perChannel) {
            throw differ(
                    kind,
                    branches,
                    "`mul` multiplies element by element, or by one factor a channel; the shapes must agree",
                    "shape");
        }
        Value flat = flow.image()
                ? graph.add(new Reshape(Shape.batchOf(List.of(flow.channels()))), flow.value())
                : flow.value();
        return graph.add(new BroadcastSpatial(Windows.size(largest)), flat);
    }

    private static ElaborationException differ(Name kind, List<Branch> branches, String label, String what) {
        Diagnostic error = Diagnostic.error(
                        DiagnosticCode.BRANCHES_DIFFER, kind.span(), "branches of `" + kind + "` differ in " + what)
                .label(label);
        for (Branch branch : branches) {
            error = error.secondary(branch.span(), branch.flow().text());
        }
        return ElaborationException.of(error);
    }
}
