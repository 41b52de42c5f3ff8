package dev.bnc.runtime.artifact;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// The measurements of a run, one JSON object a line, each with its `step`. Only ever appended to, except that a run
/// that
/// goes on from a checkpoint first drops what was written after it.
public final class MetricsLog implements AutoCloseable {
    private static final long FLUSH_AFTER = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final FileChannel channel;
    private final BufferedWriter out;
    private long flushed = System.nanoTime();

    private MetricsLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 14);
    }

    /// Opens `file`, keeping the whole lines of the steps up to `lastStep`.
    public static MetricsLog open(Path file, long lastStep) {
        try {
            long keep = Files.exists(file) ? lengthUpTo(file, lastStep) : 0;
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(keep).position(keep);
            return new MetricsLog(file, channel);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    /// Appends one line.
    public void append(Json.Obj line) {
        try {
            out.write(line.toString());
            out.write('\n');
            long now = System.nanoTime();
            if (now - flushed > FLUSH_AFTER) {
                out.flush();
                flushed = now;
            }
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    /// Forces all lines to disk. Must come before a checkpoint of the same step is written.
    public void force() {
        try {
            out.flush();
            channel.force(false);
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private static long lengthUpTo(Path file, long lastStep) throws IOException {
        long kept = 0;
        var line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                } else if (step(line.toString(StandardCharsets.UTF_8), file) > lastStep) {
                    return kept;
                } else {
                    kept += line.size() + 1;
                    line.reset();
                }
            }
        }
        return kept;
    }

    private static long step(String line, Path file) {
        if (Json.parse(line, file.toString()) instanceof Json.Obj object) {
            return object.whole("step")
                    .orElseThrow(() -> new ArtifactException(file + ": a line without a step: " + line));
        }
        throw new ArtifactException(file + ": not a line of measurements: " + line);
    }

    private static ArtifactException unwritable(Path file, IOException failure) {
        return new ArtifactException(file + ": cannot be written: " + AtomicFile.reason(failure), failure);
    }
}
