package dev.bnc.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The user's wish to stop. The first Ctrl-C asks the training loop to stop and save its checkpoint, the second ends
/// the process at once. SIGTERM does what the first Ctrl-C does and keeps the JVM alive until the checkpoint is saved.
final class StopSignal implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final Messages messages;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::terminated, "bnc-stop");
    private final Optional<InterruptKey> key;
    private volatile boolean requested;

    /// Listens from now on.
    StopSignal(Messages messages) {
        this.messages = messages;
        Runtime.getRuntime().addShutdownHook(hook);
        this.key = InterruptKey.listen(this::pressed);
    }

    private void pressed() {
        if (requested) {
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
        requested = true;
        messages.info("\nstopping after this step and saving; Ctrl-C again stops at once");
    }

    private void terminated() {
        requested = true;
        try {
            if (!finished.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                messages.info("gave up waiting for the checkpoint");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the user asked to stop.
    boolean requested() {
        return requested;
    }

    /// Everything is saved; the JVM may end.
    @Override
    public void close() {
        finished.countDown();
        key.ifPresent(InterruptKey::close);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is shutting down: the hook runs already, and ends now.
        }
    }
}
