package dev.bnc.compiler.plan;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// An order of units in which each comes after all it needs, kept while units are joined.
///
/// Joining `late` into `early` moves what `late` needs, and lies between them, before the joined unit; the rest of
/// what lies between stays behind it (Pearce, Kelly 2006, for edges; here the edge becomes one node).
final class Ranks {
    private static final int NONE = -1;
    private final int[] rankOf;
    private final int[] unitAt;

    /// Units `0` to before `count`, in this order.
    Ranks(int count) {
        rankOf = new int[count];
        Arrays.setAll(rankOf, i -> i);
        unitAt = rankOf.clone();
    }

    /// Place of a unit in the order.
    int of(int unit) {
        return rankOf[unit];
    }

    /// `early` and `late` become one unit, called `joined`, which is one of them.
    ///
    /// @param needed whether `late` needs a unit that lies between the two, at once or by way of others
    void join(int early, int late, int joined, IntPredicate needed) {
        int from = rankOf[early];
        int to = rankOf[late];
        int[] between = Arrays.copyOfRange(unitAt, from + 1, to);
        Arrays.fill(unitAt, from, to + 1, NONE);
        int next = from;
        for (int unit : between) {
            if (unit != NONE && needed.test(unit)) {
                next = put(unit, next);
            }
        }
        next = put(joined, next);
        for (int unit : between) {
            if (unit != NONE && !needed.test(unit)) {
                next = put(unit, next);
            }
        }
    }

    private int put(int unit, int rank) {
        rankOf[unit] = rank;
        unitAt[rank] = unit;
        return rank + 1;
    }
}
