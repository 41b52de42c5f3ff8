package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.runtime.kernel.FusedLoop;
import java.util.List;

/// Emits an [Elementwise] step: a call of its loop for each chunk. The loop is a class of its own.
record ElementwiseEmitter(Plan plan, FusedLoops loops, Linking.Constants data) {
    private static final Method RUN = Method.ofInterface(Types.FUSED_LOOP, "run", "([F[F[III)V");

    List<Phase> phases(Elementwise loop) {
        LoopKind kind = LoopKind.of(loop, plan);
        Expression emitted = data.constant(loops.of(kind), FusedLoop.class);
        Expression places = data.constant(kind.places(loop, plan), int[].class);
        return List.of(new Phase(loop.chunks(), (code, p) -> {
            Local from = code.local("from", multiply(p.chunk(), constant(loop.grain())));
            Expression end = add(from, constant(loop.grain()));
            Local to = code.local("to", Types.min(end, constant(loop.extent())));
            code.run(RUN.call(emitted, p.state(), p.arena(), places, from, to));
        }));
    }
}
