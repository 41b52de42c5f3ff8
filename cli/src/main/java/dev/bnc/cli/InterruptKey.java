package dev.bnc.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Optional;

/// Ctrl-C while it is listened to. Java's only way to it is `sun.misc.Signal`, which javac warns of, so it is reached
/// by reflection; where it is not there, Ctrl-C ends the JVM through its shutdown hooks as usual.
final class InterruptKey implements AutoCloseable {
    private final Method handle;
    private final Object signal;
    private final Object before;

    private InterruptKey(Method handle, Object signal, Object before) {
        this.handle = handle;
        this.signal = signal;
        this.before = before;
    }

    /// Calls `pressed` at each Ctrl-C, on a thread of the JVM.
    static Optional<InterruptKey> listen(Runnable pressed) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(pressed);
            Object handler =
                    MethodHandleProxies.asInterfaceInstance(handlers, MethodHandles.dropArguments(run, 0, signals));
            Method handle = signals.getMethod("handle", signals, handlers);
            Object signal = signals.getConstructor(String.class).newInstance("INT");
            return Optional.of(new InterruptKey(handle, signal, handle.invoke(null, signal, handler)));
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Listens no longer.
    @Override
    public void close() {
        try {
            Object _ = handle.invoke(null, signal, before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Ctrl-C cannot be given back", e);
        }
    }
}
