package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlanVerifier.Requirement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks that steps which touch the same bytes, and one of which writes there, are in an order.
final class StreamConflicts {
    private StreamConflicts() {}

    static void check(LaunchPlan plan, Requirement require) {
        check(plan, plan.setup(), require);
        check(plan, plan.steps(), require);
    }

    private static void check(LaunchPlan plan, List<LaunchStep> steps, Requirement require) {
        if (steps.stream().allMatch(s -> s.order().equals(Order.MAIN))) {
            return;
        }
        List<BitSet> before = before(steps, require);
        for (int late = 0; late < steps.size(); late++) {
            for (int early = 0; early < late; early++) {
                LaunchStep one = steps.get(early);
                LaunchStep other = steps.get(late);
                boolean ordered = before.get(late).get(early);
                require.of(
                        ordered || !conflict(plan, one.effects(), other.effects()),
                        () -> one + " and " + other + " may run at once, and touch the same bytes");
            }
        }
    }

    /// For each step all those that have finished when it starts.
    private static List<BitSet> before(List<LaunchStep> steps, Requirement require) {
        var before = new ArrayList<BitSet>();
        Map<Integer, Integer> lastOfStream = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            var earlier = new BitSet();
            Order order = steps.get(i).order();
            var waits = new ArrayList<>(order.waits());
            Integer last = lastOfStream.put(order.stream(), i);
            if (last != null) {
                waits.add(last);
            }
            for (int wait : waits) {
                int step = i;
                require.of(
                        wait >= 0 && wait < i, () -> "a step waits for one that is not before it: " + steps.get(step));
                earlier.set(wait);
                earlier.or(before.get(wait));
            }
            before.add(earlier);
        }
        return before;
    }

    private static boolean conflict(LaunchPlan plan, Effects one, Effects other) {
        return touch(plan, one.writes(), other.writes())
                || touch(plan, one.writes(), other.reads())
                || touch(plan, one.reads(), other.writes());
    }

    private static boolean touch(LaunchPlan plan, List<View> some, List<View> others) {
        return some.stream().anyMatch(a -> others.stream().anyMatch(b -> touch(plan, a, b)));
    }

    private static boolean touch(LaunchPlan plan, View one, View other) {
        if (one.buffer() == other.buffer()) {
            return one.overlaps(other);
        }
        return plan.address(one) < end(plan, other) && plan.address(other) < end(plan, one);
    }

    private static long end(LaunchPlan plan, View view) {
        return plan.address(view)
                + view.span() * plan.buffers().get(view.buffer()).type().bytes();
    }
}
