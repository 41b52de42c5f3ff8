package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.LocalResponseNormGradient;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Window;

/// How much work a [Call] is: an operation for each element of the largest operand, times the cells of a window.
final class CallCost {
    private CallCost() {}

    static long flops(Call call) {
        if (call.op() instanceof Conv2dWeightGradient(Window window, int _)) {
            return 2 * cells(window) * call.input(0).columns() * call.input(1).elements();
        }
        long largest = call.inputs().stream().mapToLong(Operand::elements).max().orElse(0);
        return Math.max(largest, call.output().elements()) * perElement(call.op());
    }

    private static long perElement(Op op) {
        if (op instanceof MaxPool(Window window)) {
            return cells(window);
        }
        if (op instanceof MaxPoolGradient(Window window)) {
            return cells(window);
        }
        if (op instanceof AvgPool pool) {
            return cells(pool.window());
        }
        if (op instanceof AvgPoolGradient pool) {
            return cells(pool.window());
        }
        if (op instanceof LocalResponseNorm norm) {
            return norm.size();
        }
        return op instanceof LocalResponseNormGradient norm ? norm.size() : 1;
    }

    private static long cells(Window window) {
        return (long) window.kernel().height() * window.kernel().width();
    }
}
