package dev.bnc.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// How pictures of any size become inputs of one size.
///
/// Without `shorterSide` a picture is scaled until it just covers the input, and cut to the middle. With it the picture is
/// scaled until its shorter side has that many points, and the input is a window of it: one placed by lot in
/// training, the middle in use. (Krizhevsky et al. 2012, section 4.1: shorter side 256, windows of 224 x 224.)
///
/// @param size of the input
public record Framing(PictureSize size, OptionalInt shorterSide) {
    public Framing {
        if (shorterSide.isPresent() && shorterSide.getAsInt() < Math.max(size.height(), size.width())) {
            throw new IllegalArgumentException("a window of " + size + " in pictures of " + shorterSide.getAsInt());
        }
    }

    /// The whole picture, as far as its proportions allow.
    public static Framing covering(PictureSize size) {
        return new Framing(size, OptionalInt.empty());
    }

    /// A window of a picture whose shorter side has `shorterSide` points.
    public static Framing window(PictureSize size, int shorterSide) {
        return new Framing(size, OptionalInt.of(shorterSide));
    }

    /// The picture scaled: of the input's size, or as large as windows are cut from.
    public Picture scaled(Picture picture) {
        if (shorterSide.isEmpty()) {
            return picture.covering(size.height(), size.width());
        }
        double scale = (double) shorterSide.getAsInt() / Math.min(picture.height(), picture.width());
        return picture.covering(
                Math.toIntExact(Math.round(picture.height() * scale)),
                Math.toIntExact(Math.round(picture.width() * scale)));
    }

    /// The picture in a file as an input of `shape` (channels, height, width): scaled, and cut to the middle.
    ///
    /// @throws DataException if it cannot be read
    public float[] example(Path file, List<Integer> shape) {
        return example(file, shape, Placement.CENTRE);
    }

    /// The same, cut at another place if the picture is larger than the input.
    ///
    /// @throws DataException if it cannot be read
    public float[] example(Path file, List<Integer> shape, Placement place) {
        return window(scaled(Picture.read(file)), place).input(file, shape);
    }

    /// The input that lies at `place`.
    Picture window(Picture picture, Placement place) {
        int top = Placement.first(place.down(), size.height(), picture.height());
        int left = Placement.first(place.across(), size.width(), picture.width());
        var cut = new byte[picture.channels() * size.height() * size.width()];
        for (int row = 0; row < picture.channels() * size.height(); row++) {
            int line = row / size.height() * picture.height() + top + row % size.height();
            System.arraycopy(
                    picture.values(), line * picture.width() + left, cut, row * size.width(), size.width());
        }
        return new Picture(picture.channels(), size.height(), size.width(), cut);
    }
}
