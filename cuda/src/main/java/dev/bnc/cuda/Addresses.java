package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.View;

/// Where the bytes of a plan's arena are on the GPU. The state, the arena's first bytes, is one allocation, which the programs
/// of a net share; the rest is another.
///
/// @param state address of the arena's first byte
/// @param work address of the byte behind the state
record Addresses(LaunchPlan plan, long state, long work) {
    /// Of a view's first element.
    long of(View view) {
        return at(plan.address(view));
    }

    /// Of a buffer's first byte.
    long of(DeviceBuffer buffer) {
        return at(buffer.offset());
    }

    private long at(long offset) {
        long stateBytes = plan.arena().stateBytes();
        return offset < stateBytes ? state + offset : work + offset - stateBytes;
    }
}
