package dev.bnc.runtime.kernel;

/// The part of a convolution one call of a [LineKernel] computes: some windows side by side, and a panel of filters.
/// All distances are known when the kernel is made.
///
/// @param windows number of windows
/// @param columns columns of the panel
/// @param kernelRows rows of a window
/// @param run floats of a row of a window, which lie together
/// @param step floats from one window to the next
/// @param line floats from one row of a window to the next
public record LineTile(int windows, int columns, int kernelRows, int run, int step, int line) {
    /// Longer rows of a window are read one by one, as products do, without copying window by window.
    private static final int LONGEST_RUN = LeftRows.SHORTEST_RUN - 1;

    /// Whether a window's rows are as short as they should be, and there are enough windows and whole panels or halves.
    public static boolean possible(Window window, int columns, Tile tile) {
        return window.dilationWidth() == 1
                && window.kernelWidth() * window.channels() <= LONGEST_RUN
                && window.outputWidth() >= tile.rows()
                && columns % tile.halfPanelWidth(1) == 0;
    }

    /// For a panel of `columns` columns: as many windows as cover a line of the result with the fewest of too much.
    public static LineTile of(Window window, int columns, Tile tile) {
        int together = Math.ceilDiv(window.outputWidth(), Math.ceilDiv(window.outputWidth(), tile.rows()));
        return new LineTile(
                together,
                columns,
                window.kernelHeight(),
                window.kernelWidth() * window.channels(),
                window.strideWidth() * window.channels(),
                window.dilationHeight() * lines(window).lineLength());
    }

    /// The copied lines that windows are read from.
    static BorderedLines lines(Window window) {
        return new BorderedLines(Patches.ofPlaces(window, window.channels()));
    }

    /// Floats of a window.
    int depth() {
        return kernelRows * run;
    }
}
