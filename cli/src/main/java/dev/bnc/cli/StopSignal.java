package dev.bnc.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and SIGTERM: asks the training loop to stop, and keeps the JVM alive until it has saved its checkpoint.
final class StopSignal {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "bnc-stop"));
    }

    private void stop() {
        requested = true;
        try {
            if (!finished.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("bnc: gave up waiting for the checkpoint");
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
    void finished() {
        finished.countDown();
    }
}
