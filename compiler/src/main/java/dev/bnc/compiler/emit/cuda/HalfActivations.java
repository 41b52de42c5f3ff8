package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.GlobalMaxPool;
import dev.bnc.compiler.graph.op.GlobalMaxPoolGradient;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Port;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Spread;
import dev.bnc.compiler.plan.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the buffers that hold activations or their gradients: each step that touches one has a kernel that reads and
/// writes bf16 there, and some step shows what it is (a factor or result of a product, a pool's images, what statistics are
/// taken of). Whatever a step touches that wants all digits (a loss, an optimizer's loop, sums) stays float32.
final class HalfActivations {
    private final Plan plan;
    private final Set<Integer> shown = new HashSet<>();
    private final Set<Integer> exact = new HashSet<>();

    private HalfActivations(Plan plan) {
        this.plan = plan;
        Stream.concat(plan.inputs().stream(), plan.outputs().stream()).map(Port::buffer).forEach(exact::add);
        for (int b = 0; b < plan.buffers().size(); b++) {
            if (plan.buffers().get(b).region() == Region.STATE) {
                exact.add(b);
            }
        }
    }

    /// Indices of these buffers.
    static Set<Integer> of(Plan plan) {
        var found = new HalfActivations(plan);
        plan.setup().forEach(found::step);
        plan.steps().forEach(found::step);
        found.shown.removeAll(found.exact);
        return Set.copyOf(found.shown);
    }

    private void show(Operand... operands) {
        for (Operand operand : operands) {
            shown.add(operand.buffer());
        }
    }

    private void keep(List<Operand> operands) {
        operands.forEach(o -> exact.add(o.buffer()));
    }

    private void step(Step step) {
        switch (step) {
            case Elementwise loop -> loop(loop);
            case Multiply product -> product(product);
            case Copy _ -> {} // between any two types
            case Call call -> call(call);
            case Pack _ -> throw new IllegalStateException("a device's plan packs nothing: " + step);
        }
    }

    private void loop(Elementwise loop) {
        keep(loop.sums());
        for (int i = 0; i < loop.operands().size(); i++) {
            if (loop.spread(i) != Spread.EACH) {
                keep(List.of(loop.operands().get(i)));
            }
        }
        boolean updates = Stream.concat(loop.operands().stream(), loop.results().stream())
                .anyMatch(o -> plan.bufferOf(o).region() == Region.STATE
                        && Spread.of(o, loop.rows(), loop.columns()) == Spread.EACH);
        if (updates) {
            keep(loop.operands());
            keep(loop.results());
        }
    }

    private void product(Multiply product) {
        show(product.left().operand());
        for (Operand operand : product.epilogue().operands()) {
            if (Spread.of(operand, product.m(), product.n()) != Spread.EACH) {
                keep(List.of(operand));
            }
        }
        switch (product.left()) {
            case Left.Rows _, Left.Patches _, Left.Cells _ -> show(product.target());
            case Left.Columns _, Left.PatchColumns _ -> keep(List.of(product.target())); // gradients of weights
            case Left.Winograd _, Left.WinogradCells _ -> throw new IllegalStateException("not of a device: " + product);
        }
    }

    private void call(Call call) {
        switch (call.op()) {
            case MaxPool _, AvgPool _, AvgPoolGradient _, GlobalMaxPool _, SpatialSum _, BroadcastSpatial _ ->
                show(call.input(0), call.output());
            case MaxPoolGradient _, GlobalMaxPoolGradient _ -> show(call.input(0), call.input(1), call.output());
            case BatchMean _, BatchVariance _, ChannelSum _ -> {
                show(call.input(0));
                keep(call.inputs().subList(1, call.inputs().size()));
                keep(call.writes());
            }
            default -> { // kernels that read and write float32
                keep(call.reads());
                keep(call.writes());
            }
        }
    }
}
