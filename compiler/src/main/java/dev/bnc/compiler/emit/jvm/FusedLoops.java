package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.FusedLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The emitted loops of one width. All programs share them: a net's training step, its inference, the same for
/// another batch size.
final class FusedLoops {
    private static final Map<VectorWidth, FusedLoops> OF_WIDTH = new ConcurrentHashMap<>();

    private final VectorWidth width;
    private final Map<LoopKind, FusedLoop> loops = new ConcurrentHashMap<>();

    private FusedLoops(VectorWidth width) {
        this.width = width;
    }

    static FusedLoops of(VectorWidth width) {
        return OF_WIDTH.computeIfAbsent(width, FusedLoops::new);
    }

    /// The loop of that kind.
    FusedLoop of(LoopKind kind) {
        return loops.computeIfAbsent(kind, wanted -> emit(wanted).instance(FusedLoop.class));
    }

    /// Its class file.
    EmittedClass emit(LoopKind kind) {
        return LoopEmitter.fitting(width.lanes(), kind).emit(EmittedClass.named("Loop"));
    }
}
