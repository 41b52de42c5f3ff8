package dev.bnc.compiler.measure;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Step;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What people call the steps of a plan: their layer and what they do.
final class StepLabels {
    private final Plan plan;
    private final Map<String, String> layers = new HashMap<>();

    /// @param graph that the plan was made of
    StepLabels(Plan plan, Graph graph) {
        this.plan = plan;
        for (Node node : graph.nodes()) {
            layers.put(node.result().toString(), node.origin().layer());
        }
    }

    /// The layer a step was made for, by the value it makes; the parameter, if it makes a new value of one. Of a product that
    /// is told by its packed weights: the value it writes may be the concatenation it is a part of.
    String layer(Step step) {
        Optional<String> parameter = step.writes().stream()
                .map(plan::bufferOf)
                .filter(buffer -> buffer.region() == Region.STATE)
                .map(buffer -> buffer.name().replaceFirst("^@", ""))
                .min(Comparator.comparingInt(String::length));
        return parameter.orElseGet(() -> ofValue(step));
    }

    private String ofValue(Step step) {
        Operand telling = step instanceof Multiply product
                ? product.packed()
                : step.writes().getFirst();
        String name = plan.bufferOf(telling).name();
        String value = layers.containsKey(name) ? name : name.replaceFirst("\\.\\d+$", "");
        return layers.getOrDefault(value, "");
    }

    /// What a step does.
    static String kind(Step step) {
        return switch (step) {
            case Multiply product -> kind(product.left());
            case Elementwise _ -> "loop";
            case Pack _ -> "pack";
            case Copy _ -> "copy";
            case Call call when call.op() instanceof Conv2dWeightGradient(Window window, int _) ->
                "conv " + of(window) + ", weight gradient";
            case Call call -> GraphPrinter.operator(call.op());
        };
    }

    private static String kind(Left left) {
        return switch (left) {
            case Left.Rows _ -> "product";
            case Left.Columns _ -> "product, transposed";
            case Left.Patches patches -> "conv " + of(patches.window());
            case Left.Winograd patches -> "conv " + of(patches.window()) + ", Winograd";
            case Left.WinogradCells cells -> "conv " + of(cells.window()) + ", input gradient, Winograd";
            case Left.PatchColumns patches -> "conv " + of(patches.window()) + ", weight gradient";
            case Left.Cells cells -> "conv " + of(cells.window()) + ", input gradient";
        };
    }

    private static String of(Window window) {
        return window.kernel() + (window.stride().equals(Extent.square(1)) ? "" : " /" + window.stride());
    }
}
