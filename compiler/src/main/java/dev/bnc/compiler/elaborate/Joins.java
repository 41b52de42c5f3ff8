package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Joins the branches of `concat`, `add` and `mul`.
final class Joins {
    /// The joins there are.
    static final List<String> KINDS = List.of("concat", "add", "mul");

    private final GraphBuilder graph;

    Joins(GraphBuilder graph) {
        this.graph = graph;
    }

    /// A branch's result, where the branch stands, and its built-in layers in order.
    record Branch(Flow flow, Stage.Branch written, List<BuiltLayer> layers) {
        SourceSpan span() {
            return written.span();
        }

        List<Integer> example() {
            return flow.example();
        }

        /// Sizes of the positions: all but the channels.
        List<Integer> positions() {
            return example().subList(1, example().size());
        }
    }

    /// @param in what flowed into all branches
    Flow join(Name kind, Flow in, List<Branch> branches) {
        return switch (kind.text()) {
            case "concat" -> concat(kind, in, branches);
            case "add" -> add(kind, in, branches);
            default -> multiply(kind, in, branches);
        };
    }

    private Flow concat(Name kind, Flow in, List<Branch> branches) {
        Branch first = branches.getFirst();
        if (branches.stream().anyMatch(b -> !b.positions().equals(first.positions()))) {
            throw new BranchMismatch(kind, in, branches).concat();
        }
        long channels = branches.stream().mapToLong(b -> b.flow().channels()).sum();
        var joined = new ArrayList<Number>(first.positions());
        joined.addFirst(channels);
        Limits.checkValue(joined, kind.span());
        List<Value> values = branches.stream().map(b -> b.flow().value()).toList();
        return branches.size() == 1 ? first.flow() : first.flow().with(graph.add(new Concat(), values));
    }

    private Flow add(Name kind, Flow in, List<Branch> branches) {
        Flow sum = branches.getFirst().flow();
        for (Branch branch : branches.subList(1, branches.size())) {
            if (!branch.example().equals(sum.example())) {
                throw new BranchMismatch(kind, in, branches).add();
            }
            sum = sum.with(graph.add(
                    new Binary(BinaryFunction.ADD), sum.value(), branch.flow().value()));
        }
        return sum;
    }

    private Flow multiply(Name kind, Flow in, List<Branch> branches) {
        Flow largest = branches.stream()
                .map(Branch::flow)
                .max(Comparator.comparingLong(f -> f.shape().elementsPerExample()))
                .orElseThrow();
        List<Value> factors = branches.stream()
                .map(b -> spread(b.flow(), largest, new BranchMismatch(kind, in, branches)))
                .toList();
        Value product = factors.getFirst();
        for (Value factor : factors.subList(1, factors.size())) {
            product = graph.add(new Binary(BinaryFunction.MULTIPLY), product, factor);
        }
        return largest.with(product);
    }

    /// One factor a channel counts for all positions.
    private Value spread(Flow flow, Flow largest, BranchMismatch mismatch) {
        if (flow.example().equals(largest.example())) {
            return flow.value();
        }
        boolean perChannel = flow.channels() == largest.channels()
                && flow.shape().elementsPerExample() == flow.channels()
                && largest.image();
        if (!perChannel) {
            throw mismatch.multiply();
        }
        Value flat = flow.image()
                ? graph.add(new Reshape(Shape.batchOf(List.of(flow.channels()))), flow.value())
                : flow.value();
        return graph.add(new BroadcastSpatial(Windows.size(largest)), flat);
    }
}
