package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.DeviceBuffers.Draft;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Life;
import dev.bnc.compiler.emit.cuda.launch.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// From which step to which each buffer holds something.
///
/// Inputs and the state live always: a run may be repeated without setting them again. Outputs live from their first write
/// to the end, and so does what setup leaves for the steps, since those run again and again. A buffer that nothing touches
/// lives in the first step; if it is the plan's own, it has no elements then.
final class BufferLives {
    private final List<Draft> drafts;
    private final int[] first;
    private final int[] last;
    private final int setup;
    private final int end;

    BufferLives(List<Draft> drafts, List<LaunchStep> setup, List<LaunchStep> steps) {
        this.drafts = drafts;
        this.setup = setup.size();
        first = new int[drafts.size()];
        last = new int[drafts.size()];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        var all = new ArrayList<>(setup);
        all.addAll(steps);
        end = Math.max(0, all.size() - 1);
        for (int time = 0; time < all.size(); time++) {
            for (View view : all.get(time).effects().reads()) {
                touch(view.buffer(), time);
            }
            for (View view : all.get(time).effects().writes()) {
                touch(view.buffer(), time);
            }
        }
    }

    private void touch(int buffer, int time) {
        first[buffer] = Math.min(first[buffer], time);
        last[buffer] = Math.max(last[buffer], time);
    }

    /// Its role; what is the plan's own, and the setup makes for the steps, is a constant.
    BufferRole role(int buffer) {
        return own(buffer) && setUp(buffer) ? BufferRole.CONSTANT : drafts.get(buffer).role();
    }

    private boolean own(int buffer) {
        BufferRole role = drafts.get(buffer).role();
        return role == BufferRole.TEMPORARY || role == BufferRole.WORKSPACE;
    }

    /// Whether the setup makes it for the steps.
    private boolean setUp(int buffer) {
        return first[buffer] < setup && last[buffer] >= setup;
    }

    /// Whether it is one of the plan's own, and no step touches it: a product brings a weight up to date
    /// instead of storing the gradient there.
    boolean idle(int buffer) {
        return last[buffer] < 0 && own(buffer);
    }

    List<Life> all() {
        return IntStream.range(0, drafts.size()).mapToObj(this::life).toList();
    }

    private Life life(int buffer) {
        BufferRole role = drafts.get(buffer).role();
        boolean always = role.state() || role == BufferRole.INPUT || role == BufferRole.HYPERPARAMETER;
        if (always) {
            return new Life(0, end);
        }
        if (last[buffer] < 0) {
            return role == BufferRole.OUTPUT ? new Life(0, end) : new Life(0, 0);
        }
        boolean kept = role == BufferRole.OUTPUT || setUp(buffer);
        return new Life(first[buffer], kept ? end : last[buffer]);
    }
}
