package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Effects;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Order;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Elementwise;
import java.util.List;

/// Loops that store zero everywhere.
final class Fills {
    private static final Body ZERO = new Body(List.of(new Body.Literal(0)), List.of(0));

    private Fills() {}

    static boolean isZero(Elementwise loop) {
        return loop.body().equals(ZERO)
                && loop.results().size() == 1
                && loop.results().getFirst().contiguous();
    }

    static LaunchStep memset(Elementwise loop, Origin origin, Workspaces memory) {
        View target = View.of(loop.results().getFirst());
        long bytes = target.elements() * memory.type(target.buffer()).bytes();
        var effects = new Effects(List.of(), List.of(target), origin, 0, bytes, 0);
        return new LaunchStep.Memset("zero", target, 0, effects, Order.MAIN);
    }
}
