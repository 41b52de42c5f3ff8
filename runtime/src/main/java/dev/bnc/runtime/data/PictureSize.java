package dev.bnc.runtime.data;

/// Points of a picture from top to bottom and from left to right.
public record PictureSize(int height, int width) {
    public PictureSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a picture has at least one point, not " + height + " x " + width);
        }
    }
}
