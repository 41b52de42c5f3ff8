package dev.bnc.compiler.emit.jvm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Type;

/// Hidden classes of this process, unloaded with their last instance; objects are their class data.
final class HiddenClasses implements Linking {
    static final HiddenClasses LINKING = new HiddenClasses();

    private final Map<VectorWidth, FusedLoops> loops = new ConcurrentHashMap<>();
    private final Map<VectorWidth, MicroKernels> kernels = new ConcurrentHashMap<>();

    private HiddenClasses() {}

    /// Need not be unique: hidden classes do not clash.
    @Override
    public Type name(String wanted) {
        return EmittedClass.named(wanted);
    }

    @Override
    public Constants constants(ClassCode owner) {
        return new ClassData(owner);
    }

    @Override
    public <T> T instance(EmittedClass emitted, Class<T> as, Object... arguments) {
        return emitted.instance(as, arguments);
    }

    @Override
    public FusedLoops loops(VectorWidth width) {
        return loops.computeIfAbsent(width, wanted -> new FusedLoops(wanted, this));
    }

    @Override
    public MicroKernels kernels(VectorWidth width) {
        return kernels.computeIfAbsent(width, wanted -> new MicroKernels(wanted, this));
    }
}
