package dev.bnc.compiler.emit.jvm;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// An object of runtime and the call that made it, for what is no record and so does not show what it consists of.
/// The code of a class in a file makes it anew by the same call.
///
/// @param way a public constructor or static factory
record Made<T>(T object, Executable way, List<Object> arguments) {
    Made {
        arguments = List.copyOf(arguments);
    }

    /// Calls the only public constructor.
    static <T> Made<T> by(Class<T> type, Object... arguments) {
        Constructor<?> constructor = only(type, Stream.of(type.getConstructors()), _ -> true);
        try {
            return new Made<>(type.cast(constructor.newInstance(arguments)), constructor, List.of(arguments));
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(type + " of " + Arrays.toString(arguments), e);
        }
    }

    /// Calls the only public static factory of that name.
    static <T> Made<T> byFactory(Class<T> type, String name, Object... arguments) {
        Method factory = only(type, Stream.of(type.getMethods()), m -> m.getName().equals(name));
        try {
            return new Made<>(type.cast(factory.invoke(null, arguments)), factory, List.of(arguments));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(type + "." + name + Arrays.toString(arguments), e);
        }
    }

    private static <E extends Executable> E only(Class<?> type, Stream<E> ways, Predicate<E> wanted) {
        List<E> found = ways.filter(wanted).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(type + " can be made in these ways: " + found);
        }
        return found.getFirst();
    }
}
