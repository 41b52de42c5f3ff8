package dev.bnc.runtime.data;

import java.util.List;

/// Where in a larger picture a window lies: 0 is all the way up or left, 1 all the way down or right.
public record Placement(double down, double across) {
    /// In the middle: where a net in use looks.
    public static final Placement CENTRE = new Placement(0.5, 0.5);

    /// The four corners.
    public static final List<Placement> CORNERS =
            List.of(new Placement(0, 0), new Placement(0, 1), new Placement(1, 0), new Placement(1, 1));

    public Placement {
        if (!(down >= 0 && down <= 1 && across >= 0 && across <= 1)) {
            throw new IllegalArgumentException("a window lies inside its picture, not at " + down + ", " + across);
        }
    }

    /// The first of `window` points out of `all`; uniform placements have all places equally often.
    static int first(double place, int window, int all) {
        int slack = all - window;
        return Math.min((int) (place * (slack + 1)), slack);
    }
}
