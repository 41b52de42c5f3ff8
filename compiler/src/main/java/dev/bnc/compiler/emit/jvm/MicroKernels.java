package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.LineKernel;
import dev.bnc.runtime.kernel.LineTile;
import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.ProductKernels;
import dev.bnc.runtime.kernel.RowKernel;
import dev.bnc.runtime.kernel.RowTile;
import dev.bnc.runtime.kernel.ShiftedTile;
import dev.bnc.runtime.kernel.Tile;
import dev.bnc.runtime.kernel.TileEpilogue;
import dev.bnc.runtime.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/// The emitted micro-kernels and epilogues of one width. All programs share them, so that HotSpot compiles each
/// once.
final class MicroKernels {
    private final VectorWidth width;
    private final Linking linking;
    private final ProductKernels product;
    private final Map<FinishKind, ProductKernels> finishing = new ConcurrentHashMap<>();
    private final Map<RowTile, RowKernel> rows = new ConcurrentHashMap<>();
    private final Map<LineTile, LineKernel> lines = new ConcurrentHashMap<>();

    MicroKernels(VectorWidth width, Linking linking) {
        this.width = width;
        this.linking = linking;
        List<MicroKernel> tiles = new ArrayList<>();
        for (MicroKernel.Reading reading : MicroKernel.Reading.values()) {
            for (Tile tile : sizes(width)) {
                EmittedClass kernel =
                        new MicroKernelEmitter(reading, tile, lanes(width, tile.columns())).emit(linking.name("Product"));
                tiles.add(linking.instance(kernel, MicroKernel.class, tile));
            }
        }
        product = new ProductKernels(sizes(width).getFirst(), tiles, new TileEpilogue.None());
    }

    /// Those of this process.
    static MicroKernels of(VectorWidth width) {
        return HiddenClasses.LINKING.kernels(width);
    }

    /// Size of the largest tiles.
    Tile tile() {
        return product.tile();
    }

    /// The kernels without epilogue.
    ProductKernels product() {
        return product;
    }

    /// The kernels with an epilogue.
    ProductKernels finishing(FinishKind kind) {
        return finishing.computeIfAbsent(kind, wanted -> {
            EmittedClass epilogue = EpilogueEmitter.fitting(width.lanes(), wanted).emit(linking.name("Finish"));
            TileEpilogue loop = linking.instance(epilogue, TileEpilogue.class);
            OptionalDouble floor = wanted.floorOfShift();
            TileEpilogue known = floor.isPresent() ? new ShiftedTile((float) floor.getAsDouble(), loop) : loop;
            return new ProductKernels(product.tile(), product.tiles(), known);
        });
    }

    /// The kernels for a product of one row.
    List<RowKernel> rows(int columns) {
        return RowTile.of(tile(), columns).stream()
                .map(tile -> rows.computeIfAbsent(tile, this::row))
                .toList();
    }

    private RowKernel row(RowTile tile) {
        return linking.instance(new RowKernelEmitter(tile, width).emit(linking.name("Row")), RowKernel.class, tile);
    }

    /// The kernels for a convolution whose windows have rows of a few floats, one for each panel of filters.
    ///
    /// @param columns number of filters
    List<LineKernel> lines(Window window, int columns) {
        List<LineKernel> kernels = new ArrayList<>();
        for (int column = 0; column < columns; column += tile().columns()) {
            LineTile tile = LineTile.of(window, tile().panelWidth(columns - column), tile());
            kernels.add(lines.computeIfAbsent(tile, this::line));
        }
        return List.copyOf(kernels);
    }

    private LineKernel line(LineTile tile) {
        var emitter = new LineKernelEmitter(tile, lanes(width, tile.columns()));
        return linking.instance(emitter.emit(linking.name("Line")), LineKernel.class, tile);
    }

    /// The largest tile has as many rows as leave registers for a row of the right panel, two vectors wide; smaller ones
    /// are for what is left at the sides.
    static List<Tile> sizes(VectorWidth width) {
        List<Integer> rows = switch (width) {
            case SCALAR -> List.of(4, 2, 1);
            case BITS_128, BITS_256 -> List.of(6, 4, 2, 1);
            case BITS_512 -> List.of(12, 6, 4, 2, 1);
        };
        int columns = width == VectorWidth.SCALAR ? 4 : 2 * width.floats();
        List<Tile> sizes = new ArrayList<>();
        for (int panel : new Tile(rows.getFirst(), columns).panelWidths()) {
            rows.forEach(r -> sizes.add(new Tile(r, panel)));
        }
        return sizes;
    }

    /// Of what so many columns of a panel consist: vectors of that width, of half of it where a quarter of a panel is
    /// narrower.
    static Lanes lanes(VectorWidth width, int columns) {
        boolean shorter = width != VectorWidth.SCALAR && columns < width.floats();
        return shorter ? VectorLanes.shorter(columns, width.floats()) : width.lanes();
    }
}
