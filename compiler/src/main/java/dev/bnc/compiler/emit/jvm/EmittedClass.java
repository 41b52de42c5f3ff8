package dev.bnc.compiler.emit.jvm;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;

/// A finished class file with the objects it refers to.
record EmittedClass(byte[] bytes, List<Object> data) {
    static final String PACKAGE = EmittedClass.class.getPackageName().replace('.', '/');

    EmittedClass {
        data = List.copyOf(data);
    }

    /// Its internal name.
    String name() {
        return new ClassReader(bytes).getClassName();
    }

    /// Name for a class to emit. Need not be unique: hidden classes do not clash.
    static Type named(String name) {
        return Type.getObjectType(PACKAGE + "/" + name.replaceAll("[^A-Za-z0-9_$]", "_"));
    }

    /// An instance of the class, made a hidden class: unloaded with its last instance.
    ///
    /// @param arguments of its only constructor
    <T> T instance(Class<T> as, Object... arguments) {
        try {
            Class<?> hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(bytes, data, true)
                    .lookupClass();
            return as.cast(hidden.getConstructors()[0].newInstance(arguments));
        } catch (IllegalAccessException | InstantiationException | InvocationTargetException e) {
            throw new IllegalStateException("emitted class cannot be used", e);
        }
    }
}
