package dev.bnc.cuda;

import java.util.ArrayDeque;
import java.util.Deque;

/// Things of the GPU that end together, the last one made first. Closing twice does nothing.
final class Resources implements AutoCloseable {
    private final Deque<Resource> held = new ArrayDeque<>();

    /// Something to close that throws no checked exception.
    @FunctionalInterface
    interface Resource {
        void close();
    }

    /// Keeps `made`, which is closed by `end`, and returns it.
    synchronized <T> T keep(T made, Resource end) {
        held.push(end);
        return made;
    }

    /// Closes all of them, whatever one says; what the first said is thrown at the end, the others with it.
    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /// Closes all of them after a failure, which stays the reason.
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
