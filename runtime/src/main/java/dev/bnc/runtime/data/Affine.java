package dev.bnc.runtime.data;

/// Where the points of a picture come from when it is rotated, sheared and zoomed about its middle: the point at
/// `(x, y)` from the middle, `y` downwards, shows what was at `(xx x + xy y, yx x + yy y)`.
record Affine(double xx, double xy, double yx, double yy) {
    static final Affine IDENTITY = new Affine(1, 0, 0, 1);

    /// Turns counter-clockwise.
    static Affine rotation(double degrees) {
        double angle = StrictMath.toRadians(degrees);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return new Affine(cos, -sin, sin, cos);
    }

    /// Pushes rows below the middle to the left for positive strengths.
    static Affine shear(double strength) {
        return new Affine(1, strength, 0, 1);
    }

    /// Makes the picture `factor` times as large.
    static Affine zoom(double factor) {
        return new Affine(1 / factor, 0, 0, 1 / factor);
    }

    /// What first `this` and then `next` does to a picture.
    Affine then(Affine next) {
        return new Affine(
                xx * next.xx + xy * next.yx,
                xx * next.xy + xy * next.yy,
                yx * next.xx + yy * next.yx,
                yx * next.xy + yy * next.yy);
    }

    /// Draws the picture anew from a copy of it.
    ///
    /// @param from the picture as it was, from index 0
    void draw(float[] from, float[] into, int offset, Extent extent) {
        double middleX = (extent.width() - 1) / 2.0;
        double middleY = (extent.height() - 1) / 2.0;
        int plane = extent.width() * extent.height();
        for (int y = 0; y < extent.height(); y++) {
            for (int x = 0; x < extent.width(); x++) {
                double right = x - middleX;
                double down = y - middleY;
                var point = Point.at(middleX + xx * right + xy * down, middleY + yx * right + yy * down, extent);
                for (int c = 0; c < extent.channels(); c++) {
                    into[offset + c * plane + y * extent.width() + x] = point.read(from, c * plane);
                }
            }
        }
    }

    /// A picture's shape.
    record Extent(int channels, int height, int width) {}

    /// A place between four points: indices of the corners, and how near it is to the right and the lower ones.
    private record Point(int upperLeft, int upperRight, int lowerLeft, int lowerRight, float right, float down) {
        static Point at(double x, double y, Extent extent) {
            double insideX = Math.clamp(x, 0, extent.width() - 1);
            double insideY = Math.clamp(y, 0, extent.height() - 1);
            int left = (int) insideX;
            int top = (int) insideY;
            int next = Math.min(left + 1, extent.width() - 1);
            int upper = top * extent.width();
            int lower = Math.min(top + 1, extent.height() - 1) * extent.width();
            return new Point(
                    upper + left,
                    upper + next,
                    lower + left,
                    lower + next,
                    (float) (insideX - left),
                    (float) (insideY - top));
        }

        float read(float[] values, int plane) {
            float above = between(values[plane + upperLeft], values[plane + upperRight], right);
            float below = between(values[plane + lowerLeft], values[plane + lowerRight], right);
            return between(above, below, down);
        }

        private static float between(float a, float b, float share) {
            return a + (b - a) * share;
        }
    }
}
