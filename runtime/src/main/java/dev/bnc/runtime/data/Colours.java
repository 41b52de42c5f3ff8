package dev.bnc.runtime.data;

/// Changes of colours, in place, of one picture of `channels` planes with `plane` values each between 0 and 1.
record Colours(int channels, int plane) {
    private static final float[] GREY = {0.299f, 0.587f, 0.114f};

    void brighten(float factor, float[] pixels, int offset) {
        for (int i = offset; i < offset + channels * plane; i++) {
            pixels[i] = inside(pixels[i] * factor);
        }
    }

    /// Summed up in double, in the order of the points.
    void contrast(float factor, float[] pixels, int offset) {
        double sum = 0;
        for (int i = 0; i < plane; i++) {
            sum += grey(pixels, offset + i);
        }
        float mean = (float) (sum / plane);
        for (int i = offset; i < offset + channels * plane; i++) {
            pixels[i] = inside(from(mean, pixels[i], factor));
        }
    }

    void addNoise(double deviation, CounterRandom lots, float[] pixels, int offset) {
        for (int i = 0; i < channels * plane; i++) {
            pixels[offset + i] = inside((float) (pixels[offset + i] + deviation * lots.gaussian(i)));
        }
    }

    void saturate(float factor, float[] pixels, int offset) {
        for (int i = offset; i < offset + plane; i++) {
            float grey = grey(pixels, i);
            for (int c = 0; c < channels; c++) {
                pixels[i + c * plane] = inside(from(grey, pixels[i + c * plane], factor));
            }
        }
    }

    // Exactly `value` if the factor is 1.
    private static float from(float centre, float value, float factor) {
        return value + (value - centre) * (factor - 1);
    }

    /// Of three channels the usual weights of red, green and blue, of others the mean.
    private float grey(float[] pixels, int place) {
        float grey = 0;
        for (int c = 0; c < channels; c++) {
            float weight = channels == GREY.length ? GREY[c] : 1f / channels;
            grey += weight * pixels[place + c * plane];
        }
        return grey;
    }

    private static float inside(float value) {
        return Math.clamp(value, 0f, 1f);
    }
}
