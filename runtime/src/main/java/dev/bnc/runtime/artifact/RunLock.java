package dev.bnc.runtime.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right to write a run folder, or a study's, of which there is one at a time. The system frees it when the process
/// ends, in whichever way, so a killed run never has to be unlocked by hand. Readers take no notice of it.
///
/// It is a lock on `run.lock`, which says whose it is and stays when it is freed: a file that is removed and made again
/// could be locked twice. On file systems that know no locks it keeps only this process from writing twice.
public final class RunLock implements AutoCloseable {
    /// The file's name in the folder.
    static final String NAME = "run.lock";

    // Far behind the text, which others may read on systems where locks keep readers away, too.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    // On Unix a process may lock a file twice, and loses its lock with the first of its channels that is closed.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private RunLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /// Takes the right to write `folder`, which must exist.
    ///
    /// @throws ArtifactException if somebody else has it; the message says who, and what to do
    public static RunLock of(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            Path held = folder.toRealPath();
            if (!HELD_HERE.add(held)) {
                throw taken(folder, file);
            }
            try {
                return new RunLock(held, locked(folder, file));
            } catch (IOException | ArtifactException failure) {
                HELD_HERE.remove(held);
                throw failure;
            }
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be written: " + AtomicFile.reason(failure), failure);
        }
    }

    private static FileChannel locked(Path folder, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isTaken(channel)) {
            channel.close();
            throw taken(folder, file);
        }
        byte[] owner = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
        channel.truncate(0).write(ByteBuffer.wrap(owner));
        return channel;
    }

    private static boolean isTaken(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            return lock == null;
        } catch (IOException _) {
            // No locks here: training must not depend on them.
            return false;
        }
    }

    private static ArtifactException taken(Path folder, Path file) throws IOException {
        String owner = Files.readString(file).strip();
        boolean known = owner.matches("[0-9]+");
        return new ArtifactException(folder + ": another bnc is writing it"
                + (known ? ", process " + owner : "")
                + "\n  = help: wait until it ends, or stop it (Ctrl-C where it runs"
                + (known ? ", or `kill " + owner + "`" : "")
                + "), then --resume");
    }

    /// Gives the right back. `run.lock` stays.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new ArtifactException(held.resolve(NAME) + ": cannot be closed: " + AtomicFile.reason(failure), failure);
        } finally {
            HELD_HERE.remove(held);
        }
    }
}
