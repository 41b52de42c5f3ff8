package dev.bnc.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// Takes the standard error stream back from the launcher.
///
/// Java warns of incubator modules at every start and has no switch for it, so the launcher starts the JVM with
/// standard error on a filter that drops this one line, and the real stream on another file descriptor. A terminal or a
/// pipe can be opened a second time by that descriptor's name; a file cannot, since it would be written from its
/// beginning: there the descriptor itself takes the place of standard error. Linking to `dup2` costs a tenth of a
/// second, therefore it happens beside the command; the first one to write waits for it.
final class StandardError {
    private static final int STDERR = 2;

    private StandardError() {}

    /// Does nothing where bnc was not started by its launcher.
    static void takeBack() {
        Integer descriptor = Integer.getInteger("bnc.stderr");
        if (descriptor == null) {
            return;
        }
        Path name = Path.of("/dev/fd", descriptor.toString());
        if (!Files.isRegularFile(name)) {
            try {
                System.setErr(new PrintStream(new FileOutputStream(name.toFile()), true, System.err.charset()));
                return;
            } catch (IOException e) {
                // A socket, or a terminal of somebody else: as for a file.
            }
        }
        Thread linking = Thread.ofPlatform().daemon().name("stderr").start(() -> redirect(descriptor));
        System.setErr(new PrintStream(new Waiting(linking), true, System.err.charset()));
    }

    @SuppressWarnings("restricted") // The launcher passes --enable-native-access.
    private static void redirect(int descriptor) {
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle dup2 = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("dup2"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int _ = (int) dup2.invokeExact(descriptor, STDERR);
        } catch (Throwable e) {
            // Then the filter stays in between: slower, but nothing is lost.
        }
    }

    /// Standard error, once the thread has ended.
    private static final class Waiting extends OutputStream {
        private final Thread linking;
        private final OutputStream err = new FileOutputStream(FileDescriptor.err);

        Waiting(Thread linking) {
            this.linking = linking;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                linking.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            err.write(bytes, offset, length);
        }
    }
}
