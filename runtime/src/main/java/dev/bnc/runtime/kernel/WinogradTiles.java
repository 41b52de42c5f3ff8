package dev.bnc.runtime.kernel;

import java.util.Arrays;

/// The tiles that the places of a 3x3 or 5x5 window with stride 1 are cut into, and the cells each sees.
/// Tiles are counted through all pictures, line by line; those at the lower and right side may stick out.
record WinogradTiles(Window window, WinogradForm form) {
    /// The most points of a tile, times more floats than a vector has.
    private static final int ROOM = 64 * 64;

    /// Places of a tile in one direction.
    int outputs() {
        return form.outputs();
    }

    /// Number of tiles.
    int count() {
        return Math.multiplyExact(window.batch(), across() * down());
    }

    private int across() {
        return Math.ceilDiv(window.outputWidth(), outputs());
    }

    private int down() {
        return Math.ceilDiv(window.outputHeight(), outputs());
    }

    /// Whether `count` tiles are all those of some lines of tiles.
    boolean wholeLines(int first, int count) {
        return first % across() == 0 && count % across() == 0;
    }

    /// Whether a tile is the last one of those side by side.
    boolean endsLine(int tile) {
        return (tile + 1) % across() == 0;
    }

    int example(int tile) {
        return tile / across() / down();
    }

    /// The line of places a tile begins at.
    int row(int tile) {
        return tile / across() % down() * outputs();
    }

    /// The place of its line a tile begins at.
    int column(int tile) {
        return tile % across() * outputs();
    }

    /// Room that transforms need.
    static float[] room(TileRunner runner) {
        return runner.floats(2, ROOM);
    }

    /// Transforms what a tile sees of pictures `x` with positions `pitch` floats apart, `group` channels at a time: point
    /// `p` of channel `c` goes to `target + p * pointStep + c / group * groupStep + c % group`.
    void inputs(
            float[] x,
            int xo,
            int pitch,
            int tile,
            float[] to,
            int target,
            int pointStep,
            int group,
            int groupStep,
            TileRunner runner) {
        Cells cells = new Cells(window.height(), window.width(), window.channels(), pitch, form.inputs());
        int top = row(tile) - window.padTop();
        int left = column(tile) - window.padLeft();
        int picture = xo + example(tile) * window.height() * window.width() * pitch;
        boolean inside = cells.inside(top, left);
        float[] from = inside ? x : cells.copy(x, picture, top, left, runner);
        int at = inside ? picture + (top * window.width() + left) * pitch : 0;
        int cellStep = inside ? pitch : window.channels();
        int lineStep = cellStep * (inside ? window.width() : form.inputs());
        float[] room = room(runner);
        for (int c = 0; c < window.channels(); c += group) {
            int place = target + c / group * groupStep;
            input(from, at + c, lineStep, cellStep, to, place, pointStep, group, room);
        }
    }

    private void input(
            float[] x,
            int xo,
            int lineStep,
            int cellStep,
            float[] y,
            int yo,
            int pointStep,
            int channels,
            float[] room) {
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR;
        switch (form) {
            case F4X3, F2X5 -> {
                if (vectors) {
                    VectorWinograd.input(x, xo, lineStep, cellStep, y, yo, pointStep, channels, room);
                } else {
                    Winograd.input(x, xo, lineStep, cellStep, y, yo, pointStep, channels, room);
                }
            }
            case F4X5 -> {
                if (vectors) {
                    VectorLargeWinograd.input(x, xo, lineStep, cellStep, y, yo, pointStep, channels, room);
                } else {
                    LargeWinograd.input(x, xo, lineStep, cellStep, y, yo, pointStep, channels, room);
                }
            }
        }
    }

    /// Transforms products of `channels` channels of a tile to its places: point `p` is at `xo + p * pointStep`, place `(i,
    /// j)` at `yo + i * lineStep + j * cellStep`.
    void outputs(
            float[] x,
            int xo,
            int pointStep,
            float[] y,
            int yo,
            int lineStep,
            int cellStep,
            int channels,
            TileRunner runner) {
        float[] room = room(runner);
        int outputs = outputs();
        boolean vectors = KernelProvider.choice() == KernelProvider.Choice.VECTOR;
        switch (form) {
            case F4X3, F2X5 -> {
                if (vectors) {
                    VectorWinograd.output(outputs, x, xo, pointStep, y, yo, lineStep, cellStep, channels, room);
                } else {
                    Winograd.output(outputs, x, xo, pointStep, y, yo, lineStep, cellStep, channels, room);
                }
            }
            case F4X5 -> {
                if (vectors) {
                    VectorLargeWinograd.output(x, xo, pointStep, y, yo, lineStep, cellStep, channels, room);
                } else {
                    LargeWinograd.output(x, xo, pointStep, y, yo, lineStep, cellStep, channels, room);
                }
            }
        }
    }

    /// Transforms the tile's own cells of pictures `dy [batch, outputHeight, outputWidth, columns]`, as far as columns
    /// `[column, end)` go: of each panel of a right matrix `[depth, end - column]` the row `depth`.
    void gradients(
            float[] dy,
            int dyo,
            int pitch,
            int tile,
            int column,
            int end,
            float[] to,
            Panels panels,
            int row,
            TileRunner runner) {
        Cells cells = new Cells(window.outputHeight(), window.outputWidth(), end - column, pitch, outputs());
        int picture = dyo + example(tile) * window.outputHeight() * window.outputWidth() * pitch + column;
        boolean inside = cells.inside(row(tile), column(tile));
        float[] from = inside ? dy : cells.copy(dy, picture, row(tile), column(tile), runner);
        int at = inside ? picture + (row(tile) * window.outputWidth() + column(tile)) * pitch : 0;
        int cellStep = inside ? pitch : end - column;
        int lineStep = cellStep * (inside ? window.outputWidth() : outputs());
        float[] room = room(runner);
        for (int c = 0; c < end - column; c += panels.tile().columns()) {
            int width = Math.min(end - column - c, panels.tile().columns());
            int place = c * panels.depth() + row * width;
            int step = Winograd.pointStep(panels.depth() * (end - column));
            if (KernelProvider.choice() == KernelProvider.Choice.VECTOR && width % VectorWinograd.LANES == 0) {
                VectorWinograd.gradient(outputs(), panels.scale(), from, at + c, lineStep, cellStep, to, place, step, width, room);
            } else {
                Winograd.gradient(outputs(), panels.scale(), from, at + c, lineStep, cellStep, to, place, step, width, room);
            }
        }
    }

    /// How the transforms lie, a matrix for each point, and what they are multiplied with.
    record Panels(Tile tile, int depth, Winograd.Scale scale) {
        /// Rows as they are.
        static Panels ofRows(int rows, int columns) {
            return new Panels(new Tile(1, columns), rows, Winograd.Scale.NONE);
        }
    }

    /// Squares of cells of a picture.
    private record Cells(int height, int width, int channels, int pitch, int size) {
        boolean inside(int top, int left) {
            return top >= 0 && left >= 0 && top + size <= height && left + size <= width;
        }

        /// A square that sticks out over the picture, with zeros there, `[size, size, channels]`.
        float[] copy(float[] source, int picture, int top, int left, TileRunner runner) {
            float[] copy = runner.floats(3, size * size * channels);
            for (int cell = 0; cell < size * size; cell++) {
                int row = top + cell / size;
                int column = left + cell % size;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    int at = picture + (row * width + column) * pitch;
                    System.arraycopy(source, at, copy, cell * channels, channels);
                } else {
                    Arrays.fill(copy, cell * channels, (cell + 1) * channels, 0);
                }
            }
            return copy;
        }
    }
}
