package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The emitted micro-kernels of one width. All programs share them, so that HotSpot compiles each once.
final class MicroKernels {
    private static final Map<VectorWidth, MicroKernels> OF_WIDTH = new ConcurrentHashMap<>();

    private final MicroKernelEmitter emitter;
    private final MicroKernel product;
    private final Map<FinishKind, MicroKernel> finishing = new ConcurrentHashMap<>();

    private MicroKernels(VectorWidth width) {
        emitter = new MicroKernelEmitter(tile(width), width.lanes());
        product = emitter.product(EmittedClass.named("Product")).instance(MicroKernel.class, emitter.tile());
    }

    static MicroKernels of(VectorWidth width) {
        return OF_WIDTH.computeIfAbsent(width, MicroKernels::new);
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
                wanted ->
                        emitter.finishing(EmittedClass.named("Finish"), wanted).instance(MicroKernel.class, product));
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
