package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// From which step to which each arena buffer of a plan holds something.
///
/// Time counts through the setup steps, then the others. Inputs live always: a run may be repeated without setting
/// them again. Outputs live from their first write to the end, and so does what setup leaves for the steps, since
/// those are run again and again.
final class Lifetimes {
    private final int[] first;
    private final int[] last;
    private final int end;

    Lifetimes(Plan plan) {
        int count = plan.buffers().size();
        first = new int[count];
        last = new int[count];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        List<Step> all = new ArrayList<>(plan.setup());
        all.addAll(plan.steps());
        end = Math.max(0, all.size() - 1);
        int setup = plan.setup().size();
        for (int time = 0; time < all.size(); time++) {
            for (Operand operand : all.get(time).reads()) {
                touch(operand.buffer(), time, setup);
            }
            for (Operand operand : all.get(time).writes()) {
                touch(operand.buffer(), time, setup);
            }
        }
        plan.inputs().forEach(p -> always(p.buffer()));
        plan.outputs().forEach(p -> last[p.buffer()] = end);
    }

    private void touch(int buffer, int time, int setup) {
        first[buffer] = Math.min(first[buffer], time);
        last[buffer] = first[buffer] < setup && time >= setup ? end : Math.max(last[buffer], time);
    }

    private void always(int buffer) {
        first[buffer] = 0;
        last[buffer] = end;
    }

    /// Time of the first step that touches a buffer.
    int first(int buffer) {
        return first[buffer];
    }

    /// Time of the last step that touches a buffer.
    int last(int buffer) {
        return last[buffer];
    }

    /// Whether anything touches the buffer.
    boolean used(int buffer) {
        return first[buffer] <= last[buffer];
    }

    /// Whether both hold something at the same time.
    boolean meet(int one, int other) {
        return used(one) && used(other) && first[one] <= last[other] && first[other] <= last[one];
    }

    /// Floats of arena that are alive when most are: no placement can do with less.
    int lowerBound(List<Buffer> buffers) {
        int[] alive = new int[end + 2];
        for (int b = 0; b < buffers.size(); b++) {
            if (buffers.get(b).region() == Region.ARENA && used(b)) {
                alive[first[b]] += buffers.get(b).footprint();
                alive[last[b] + 1] -= buffers.get(b).footprint();
            }
        }
        int most = 0;
        int now = 0;
        for (int change : alive) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }
}
