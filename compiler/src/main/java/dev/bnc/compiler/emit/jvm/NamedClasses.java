package dev.bnc.compiler.emit.jvm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.Type;

/// Ordinary classes of one package; objects are static final fields, which each class makes for itself.
///
/// Classes are collected, not run. What emitters are given for an emitted loop or kernel is a hidden twin of it, which
/// can say its tile; it stands for the class in the objects that fields are made from.
final class NamedClasses implements Linking {
    private final SortedMap<String, byte[]> classes = new TreeMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<VectorWidth, FusedLoops> loops = new HashMap<>();
    private final Map<VectorWidth, MicroKernels> kernels = new HashMap<>();
    private final ObjectCode objects = new ObjectCode();
    private String suffix = "";

    /// Names tell from now on that classes are for this width.
    void beginWidth(VectorWidth width) {
        suffix = width == VectorWidth.SCALAR ? "" : Integer.toString(width.floats() * Float.SIZE);
    }

    /// All classes: internal names, and the class files.
    SortedMap<String, byte[]> files() {
        return new TreeMap<>(classes);
    }

    /// Adds a finished class, and gives its internal name.
    String add(EmittedClass emitted) {
        String name = emitted.name();
        if (classes.put(name, emitted.bytes()) != null) {
            throw new IllegalStateException("class " + name + " twice among " + classes.keySet());
        }
        return name;
    }

    @Override
    public Type name(String wanted) {
        String first = wanted + suffix;
        String name = first;
        for (int i = 2; !taken.add(name); i++) {
            name = first + "_" + i;
        }
        return EmittedClass.named(name);
    }

    @Override
    public Constants constants(ClassCode owner) {
        return new StaticFields(owner, objects);
    }

    @Override
    public <T> T instance(EmittedClass emitted, Class<T> as, Object... arguments) {
        T twin = emitted.instance(as, arguments);
        objects.stands(twin, Type.getObjectType(add(emitted)), List.of(arguments));
        return twin;
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
