package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.View;
import java.util.HashMap;
import java.util.Map;

/// Where the bytes of a plan's arena are on the GPU. The state, the arena's first bytes, is one allocation, which the programs
/// of a net share; the rest is another, but for buffers that have a place of their own.
///
/// @param state address of the arena's first byte
/// @param work address of the byte behind the state
/// @param apart addresses of buffers, by index, that do not lie in the arena: inputs and outputs
record Addresses(LaunchPlan plan, long state, long work, Map<Integer, Long> apart) {
    Addresses {
        apart = Map.copyOf(apart);
    }

    /// The same with further buffers apart.
    Addresses with(Map<Integer, Long> more) {
        Map<Integer, Long> all = new HashMap<>(apart);
        all.putAll(more);
        return new Addresses(plan, state, work, all);
    }

    /// Of a view's first element.
    long of(View view) {
        Long own = apart.get(view.buffer());
        if (own != null) {
            return own + view.start() * plan.buffers().get(view.buffer()).type().bytes();
        }
        long offset = plan.address(view);
        long stateBytes = plan.arena().stateBytes();
        return offset < stateBytes ? state + offset : work + offset - stateBytes;
    }

    /// Of a buffer's first byte.
    long of(int buffer) {
        return of(View.dense(buffer, plan.buffers().get(buffer).shape()));
    }
}
