package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.LocalResponseNormGradient;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.Window;

/// How much work a [Call] is: a few operations for each element read or written, a window's for each place of a pool.
final class CallCost {
    private CallCost() {}

    static long flops(Call call) {
        return switch (call.op()) {
            case MaxPool o -> call.output().elements() * cells(o.window());
            case AvgPool o -> call.output().elements() * cells(o.window());
            case MaxPoolGradient o -> call.input(0).elements() * cells(o.window());
            case AvgPoolGradient o -> call.input(0).elements() * cells(o.window());
            case LocalResponseNorm o -> 2L * o.size() * call.output().elements();
            case LocalResponseNormGradient o -> 4L * o.size() * call.output().elements();
            default ->
                Math.max(
                        call.output().elements(),
                        call.inputs().stream().mapToLong(Operand::elements).sum());
        };
    }

    private static long cells(Window window) {
        Extent kernel = window.kernel();
        return (long) kernel.height() * kernel.width();
    }
}
