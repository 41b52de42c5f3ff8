package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.FusedLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The emitted loops of one width. All programs share them: a net's training step, its inference, the same for
/// another batch size.
final class FusedLoops {
    private final VectorWidth width;
    private final Linking linking;
    private final Map<LoopKind, FusedLoop> loops = new ConcurrentHashMap<>();

    FusedLoops(VectorWidth width, Linking linking) {
        this.width = width;
        this.linking = linking;
    }

    /// Those of this process.
    static FusedLoops of(VectorWidth width) {
        return HiddenClasses.LINKING.loops(width);
    }

    /// The loop of that kind.
    FusedLoop of(LoopKind kind) {
        return loops.computeIfAbsent(kind, wanted -> linking.instance(emit(wanted), FusedLoop.class));
    }

    /// Its class file.
    EmittedClass emit(LoopKind kind) {
        return LoopEmitter.fitting(width.lanes(), kind).emit(linking.name("Loop"));
    }
}
