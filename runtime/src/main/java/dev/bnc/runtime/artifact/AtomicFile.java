package dev.bnc.runtime.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes a file so that at any moment, even after a crash, either the old or the new content is there in whole.
///
/// The content goes to `NAME.tmp` beside the target, is forced to disk, and takes the target's place by a rename.
public final class AtomicFile {
    private AtomicFile() {}

    /// Writes a file's content to a stream.
    @FunctionalInterface
    public interface Content {
        /// Writes all of it; does not close `out`.
        void writeTo(OutputStream out) throws IOException;
    }

    /// Replaces `target`'s content.
    ///
    /// @throws ArtifactException if that fails; the old content is still there then
    public static void write(Path target, Content content) {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(target.toAbsolutePath().resolveSibling(""));
        } catch (IOException failure) {
            discard(temporary);
            throw new ArtifactException(target + ": cannot be written: " + reason(failure), failure);
        }
    }

    /// Replaces `target`'s content by text.
    public static void write(Path target, String text) {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    // Makes the rename itself durable. Not every system lets a folder be opened; the rename is atomic there all the
    // same.
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            return;
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String reason(IOException failure) {
        String kind = failure.getClass().getSimpleName().replace("Exception", "");
        return failure.getMessage() == null ? kind : failure.getMessage() + " (" + kind + ")";
    }
}
