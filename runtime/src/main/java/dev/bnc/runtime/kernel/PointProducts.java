package dev.bnc.runtime.kernel;

import dev.bnc.runtime.kernel.MicroKernel.Reading;

/// The products in the middle of Winograd's algorithm: for each point a matrix `[rows, channels]` of transformed
/// tiles with the one `[channels, columns]` that [WinogradFilter] has made.
record PointProducts(WinogradForm form, TileKernels kernels, int channels, int columns) {
    /// Multiplies `left [points, rows, channels]` with columns `[column, column + width)`, to `products [points, rows, width]`.
    void multiply(
            float[] left,
            int rows,
            float[] filter,
            int filterOffset,
            int column,
            int width,
            float[] products,
            TileRunner runner) {
        int pointSize = WinogradFilter.pointSize(kernels.tile(), channels, columns);
        for (int point = 0; point < form.points(); point++) {
            runner.tile().begin(left, 1);
            runner.tile().add(point * Winograd.pointStep(rows * channels), 0, channels);
            int b = filterOffset + point * pointSize;
            multiply(runner, filter, b, column, width, products, point * Winograd.pointStep(rows * width), rows);
        }
        runner.tile().release();
    }

    private void multiply(
            TileRunner runner, float[] right, int b, int column, int width, float[] to, int target, int rows) {
        for (int c = 0; c < width; c += kernels.tile().columns()) {
            int panel = kernels.tile().halfPanelWidth(columns - column - c);
            int taken = Math.min(panel, width - c);
            int done;
            for (int r = 0; r < rows; r += done) {
                MicroKernel kernel = kernels.of(Reading.ROWS, rows - r, panel);
                int height = kernel.tile().rows();
                done = Math.min(rows - r, height);
                for (int i = 0; i < height; i++) {
                    runner.tile().place(i, Math.min(r + i, rows - 1) * channels);
                }
                int at = b + (column + c) * channels;
                runner.run(kernel, right, at, to, target + r * width + c, width, MicroKernel.REPLACE, done, taken);
            }
        }
    }
}
