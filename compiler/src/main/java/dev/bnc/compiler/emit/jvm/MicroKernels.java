package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The emitted micro-kernels of one width. All programs share them, so that HotSpot compiles each once.
final class MicroKernels {
    private final Linking linking;
    private final MicroKernelEmitter emitter;
    private final MicroKernel product;
    private final Map<FinishKind, MicroKernel> finishing = new ConcurrentHashMap<>();

    MicroKernels(VectorWidth width, Linking linking) {
        this.linking = linking;
        emitter = new MicroKernelEmitter(tile(width), width.lanes());
        product = linking.instance(emitter.product(linking.name("Product")), MicroKernel.class, emitter.tile());
    }

    /// Those of this process.
    static MicroKernels of(VectorWidth width) {
        return HiddenClasses.LINKING.kernels(width);
    }

    /// Size of the tiles.
    Tile tile() {
        return emitter.tile();
    }

    /// The kernel without epilogue.
    MicroKernel product() {
        return product;
    }

    /// The kernel with an epilogue.
    MicroKernel finishing(FinishKind kind) {
        return finishing.computeIfAbsent(
                kind,
                wanted -> linking.instance(
                        emitter.finishing(linking.name("Finish"), wanted), MicroKernel.class, product));
    }

    /// As many rows as leave registers for a row of the right panel, two vectors wide.
    private static Tile tile(VectorWidth width) {
        return switch (width) {
            case SCALAR -> new Tile(4, 4);
            case BITS_128 -> new Tile(6, 8);
            case BITS_256 -> new Tile(6, 16);
            case BITS_512 -> new Tile(12, 32);
        };
    }
}
