package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Placement;
import java.util.ArrayList;
import java.util.List;

/// Which windows of a picture a net is asked about; its probabilities are averaged (Krizhevsky et al. 2012, section 4.1, with
/// ten).
///
/// @param views in the order in which they are looked at
public record Crops(List<View> views) {
    /// Which way round a window is looked at.
    public enum Side {
        AS_IS,
        MIRRORED
    }

    /// A window, and which way round.
    public record View(Placement place, Side side) {}

    /// The middle, and the four corners.
    private static final int FIVE = 5;

    public Crops {
        views = List.copyOf(views);
    }

    /// The middle alone: how a net is measured in training.
    public static final Crops MIDDLE = new Crops(List.of(new View(Placement.CENTRE, Side.AS_IS)));

    /// `count` windows: 1 the middle, 2 with its mirror image, 5 the middle and the corners, 10 with their mirror images.
    ///
    /// @throws IllegalArgumentException of another count
    public static Crops of(int count) {
        return switch (count) {
            case 1 -> MIDDLE;
            case 2 -> MIDDLE.withMirrorImages();
            case FIVE -> middleAndCorners();
            case 2 * FIVE -> middleAndCorners().withMirrorImages();
            default -> throw new IllegalArgumentException("1, 2, 5 or 10 windows, not " + count);
        };
    }

    private static Crops middleAndCorners() {
        var views = new ArrayList<>(MIDDLE.views);
        Placement.CORNERS.forEach(corner -> views.add(new View(corner, Side.AS_IS)));
        return new Crops(views);
    }

    private Crops withMirrorImages() {
        var both = new ArrayList<>(views);
        views.forEach(view -> both.add(new View(view.place(), Side.MIRRORED)));
        return new Crops(both);
    }
}
