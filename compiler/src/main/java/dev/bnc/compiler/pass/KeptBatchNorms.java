package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.pass.Obstacle.Reason;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;

/// Says of each factor and summand that is left in a graph which condition of the folds failed, and the smallest edit that
/// would help.
final class KeptBatchNorms {
    private final Folding folding;
    private final Upstream upstream;
    private final Downstream downstream;
    private final Map<Value, List<Node>> users;
    private final Remarks remarks;
    private final Set<String> told = new HashSet<>();

    private KeptBatchNorms(Graph graph, KnownValues known, Remarks remarks) {
        this.remarks = remarks;
        this.folding = new Folding(graph, known);
        graph.nodes().forEach(folding::append);
        this.upstream = new Upstream(folding);
        this.downstream = new Downstream(graph, folding);
        this.users = graph.users();
    }

    /// Reports on a graph that the folds have done with.
    static void report(Graph graph, KnownValues known, Remarks remarks) {
        var kept = new KeptBatchNorms(graph, known, remarks);
        for (Node node : graph.nodes()) {
            if (folds(node, kept.folding) && kept.told.add(FoldText.name(node))) {
                kept.factor(node);
            }
        }
        for (Node node : graph.nodes()) {
            if (kept.isShiftAlone(node) && kept.told.add(FoldText.name(node))) {
                kept.shift(node);
            }
        }
    }

    private static boolean folds(Node node, Folding folding) {
        return node.op() instanceof ChannelScale && folding.isStep(node);
    }

    /// A summand that is neither the bias of a product nor beside a factor, nor what a fold puts before padding.
    private boolean isShiftAlone(Node node) {
        if (!(node.op() instanceof BiasAdd) || !folding.isStep(node)) {
            return false;
        }
        boolean behind = folding.producer(node.input(0))
                .filter(p -> folding.isProduct(p) || folds(p, folding))
                .isPresent();
        return !behind
                && readers(node.result()).stream()
                        .noneMatch(r -> folds(r, folding) || (folding.isProduct(r) && Downstream.bordered(r)));
    }

    private void factor(Node node) {
        var arithmetic = new ParameterArithmetic(folding, node.origin());
        Affine affine = downstream.moved(node, Affine.of(node.input(0)), arithmetic);
        var behind = downstream.refuses(node.result(), affine, arithmetic);
        var before = upstream.refusesFactor(node.input(0), node.input(1), arithmetic);
        before.ifPresent(b -> behind.ifPresent(f -> told(node, b, f)));
    }

    private void told(Node node, Obstacle before, Obstacle behind) {
        boolean border = behind.reason() == Reason.PADDING || behind.reason() == Reason.FACTOR_ZERO;
        boolean further = border && before.reason() != Reason.READ_ELSEWHERE;
        Obstacle main = further ? behind : before;
        String why = why(main, node);
        Finding finding = Finding.of(code(main.reason()), why);
        for (Node at : main.at()) {
            finding = finding.place(at.origin(), place(main));
        }
        if (main.reason() == Reason.READ_ELSEWHERE) {
            for (Node reader : othersOf(main, node)) {
                finding = finding.place(reader.origin(), "here, without normalization");
            }
        }
        if (!further) {
            finding = finding.note("nor can what follows take it: " + why(behind, node));
        }
        finding = finding.note("it is computed as a factor and a sum of each channel instead");
        remarks.missed(node.origin(), FoldText.quoted(node) + " was not folded", finding.help(help(main, node)));
    }

    /// The factor went, the summand could not.
    private void shift(Node node) {
        upstream.refusesSummand(node.input(0)).ifPresent(obstacle -> {
            Finding finding = Finding.of(DiagnosticCode.KEPT_PADDING, why(obstacle, node));
            for (Node at : obstacle.at()) {
                finding = finding.place(at.origin(), place(obstacle));
            }
            remarks.missed(
                    node.origin(),
                    "the shift of " + FoldText.quoted(node) + " was not folded, its factor was",
                    finding.note("one sum of each element is left").help(shiftHelp(obstacle, node)));
        });
    }

    private static DiagnosticCode code(Reason reason) {
        return switch (reason) {
            case READ_ELSEWHERE -> DiagnosticCode.KEPT_READ_ELSEWHERE;
            case NONLINEAR -> DiagnosticCode.KEPT_NONLINEAR;
            case FACTOR_NOT_POSITIVE, NUMBERS_UNKNOWN -> DiagnosticCode.KEPT_MAX_POOL;
            case PADDING, FACTOR_ZERO -> DiagnosticCode.KEPT_PADDING;
            case OUTPUT -> DiagnosticCode.KEPT_OUTPUT;
            case INPUT -> DiagnosticCode.KEPT_NO_LAYER;
        };
    }

    private String why(Obstacle obstacle, Node node) {
        String at = obstacle.at().isEmpty()
                ? "the net"
                : FoldText.quoted(obstacle.at().getFirst());
        return switch (obstacle.reason()) {
            case READ_ELSEWHERE -> "what " + at + " makes is read " + readers(obstacle.value()).size() + " times";
            case NONLINEAR -> at + " " + nonlinear(obstacle.at().getFirst());
            case FACTOR_NOT_POSITIVE -> at + " takes positive factors only, and " + count(node, f -> !(f > 0)) + " are not";
            case FACTOR_ZERO -> at + " pads with zeros, and " + count(node, f -> f == 0) + " are 0";
            case NUMBERS_UNKNOWN -> "it depends on the numbers in " + FoldText.quoted(node) + ", which are not known yet";
            case PADDING -> at + " pads with zeros, which must not be shifted";
            case OUTPUT ->
                obstacle.at().isEmpty()
                        ? "what it makes is an output of the net"
                        : "what " + at + " makes is an output of the net";
            case INPUT -> at + " comes from outside the net";
        };
    }

    private static String nonlinear(Node node) {
        return switch (node.op()) {
            case Activation _ -> "is not linear";
            case Concat _ -> "joins it with other channels";
            case Binary _ -> "joins it with something else";
            case Op _ -> "is not the same behind a factor";
        };
    }

    private String count(Node node, DoublePredicate wrong) {
        double[] factors = folding.numbers(node.input(1)).orElseThrow().data();
        long count = Arrays.stream(factors).filter(wrong).count();
        return count + " of " + factors.length + " factors";
    }

    private static String place(Obstacle obstacle) {
        return switch (obstacle.reason()) {
            case READ_ELSEWHERE -> "this result is read elsewhere, too";
            case NONLINEAR -> "this is not linear";
            case FACTOR_NOT_POSITIVE, NUMBERS_UNKNOWN -> "this takes the largest: a negative factor makes it the smallest";
            case FACTOR_ZERO, PADDING -> "this pads with zeros";
            case OUTPUT -> "this is an output of the net";
            case INPUT -> "this comes from outside the net";
        };
    }

    private String help(Obstacle obstacle, Node node) {
        String norm = FoldText.quoted(node);
        return switch (obstacle.reason()) {
            case READ_ELSEWHERE ->
                "if " + names(othersOf(obstacle, node)) + " may read what is normalized, branch off behind " + norm;
            case NONLINEAR ->
                obstacle.at().getFirst().op() instanceof Activation
                        ? "put " + norm + " before the activation: `conv -> bn -> relu`"
                        : "put " + norm + " right behind the convolution or dense layer before it";
            case FACTOR_NOT_POSITIVE, NUMBERS_UNKNOWN -> "put " + norm + " before the pool";
            case FACTOR_ZERO, PADDING -> "give the layer behind " + norm + " no padding, or put " + norm + " behind it";
            case OUTPUT -> "make the output of what " + norm + " makes";
            case INPUT -> "normalize the data instead: `data ... { normalize MEAN STD }`";
        };
    }

    private String shiftHelp(Obstacle obstacle, Node node) {
        return obstacle.reason() == Reason.PADDING
                ? "do not count the padding (`count_padding = off`), or put " + FoldText.quoted(node) + " before the pool"
                : help(obstacle, node);
    }

    /// Who reads the value and is not on the way to the batch norm.
    private List<Node> othersOf(Obstacle obstacle, Node node) {
        List<Node> others = readers(obstacle.value()).stream()
                .filter(r -> !r.origin().equals(node.origin()))
                .toList();
        return others.isEmpty() ? readers(obstacle.value()) : others;
    }

    private static String names(List<Node> nodes) {
        return nodes.stream().map(FoldText::quoted).distinct().collect(Collectors.joining(", "));
    }

    private List<Node> readers(Value value) {
        return users.getOrDefault(value, List.of());
    }
}
