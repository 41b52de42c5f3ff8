package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Effects;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Order;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// Copies of whole rows, as the driver does them: all rows and columns of one view to another of the same sizes and type.
final class RowCopies {
    private RowCopies() {}

    static boolean is(Copy copy, Workspaces memory) {
        boolean alike = memory.type(copy.source().buffer()) == memory.type(copy.target().buffer());
        return alike
                && copy.sizes().equals(List.of(copy.source().rows(), copy.source().columns()))
                && sameSizes(copy.source(), copy.target())
                && whole(copy.source(), copy.from())
                && whole(copy.target(), copy.to());
    }

    private static boolean sameSizes(Operand source, Operand target) {
        return source.rows() == target.rows() && source.columns() == target.columns();
    }

    private static boolean whole(Operand operand, Copy.Walk walk) {
        return walk.first() == 0 && walk.strides().equals(List.of(operand.stride(), 1));
    }

    static LaunchStep of(Copy copy, Origin origin, Workspaces memory) {
        View source = View.of(copy.source());
        View target = View.of(copy.target());
        long bytes = source.elements() * memory.type(source.buffer()).bytes();
        var effects = new Effects(List.of(source), List.of(target), origin, bytes, bytes, 0);
        return new LaunchStep.Copy("copy", source, target, effects, Order.MAIN);
    }
}
