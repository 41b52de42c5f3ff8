package dev.bnc.runtime.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/// Measurements for TensorBoard: `events.out.tfevents.SECONDS.bnc` in a run's folder, `Event` messages in TFRecord framing.
///
/// A record is its length (8 bytes), the length's masked CRC-32C (4), the message, and the message's masked CRC-32C (4), all
/// little-endian. Each run of the training loop writes a file of its own, made with its first event; that of a run which goes
/// on begins by telling TensorBoard to forget what came after the checkpoint.
///
/// Sources: TensorFlow's `event.proto`, `summary.proto` and `record_writer.cc`.
public final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final Path folder;
    private final long firstStep;
    private Optional<OutputStream> out = Optional.empty();

    /// A histogram of values.
    ///
    /// @param limits where each of its bins ends; the first begins at `least`
    /// @param counts how many values each bin holds
    public record Histogram(
            double least, double most, double sum, double squares, List<Double> limits, List<Double> counts) {
        public Histogram {
            limits = List.copyOf(limits);
            counts = List.copyOf(counts);
            if (limits.size() != counts.size()) {
                throw new IllegalArgumentException(limits.size() + " bins with " + counts.size() + " counts");
            }
        }
    }

    /// Of a run that goes on after `firstStep` updates, 0 if it is new.
    public EventFile(Path folder, long firstStep) {
        this.folder = folder;
        this.firstStep = firstStep;
    }

    /// Writes numbers measured after `step` updates, each with its name.
    ///
    /// @throws ArtifactException if the file cannot be written
    public void scalars(long step, SequencedMap<String, Double> values) {
        var summary = new ProtoWriter();
        for (Map.Entry<String, Double> value : values.entrySet()) {
            summary.message(
                    1,
                    new ProtoWriter()
                            .text(1, value.getKey())
                            .single(2, value.getValue().floatValue()));
        }
        append(event(step).message(5, summary));
    }

    /// Writes a histogram.
    ///
    /// @throws ArtifactException if the file cannot be written
    public void histogram(long step, String name, Histogram histogram) {
        double count =
                histogram.counts().stream().mapToDouble(Double::doubleValue).sum();
        var message = new ProtoWriter()
                .number(1, histogram.least())
                .number(2, histogram.most())
                .number(3, count)
                .number(4, histogram.sum())
                .number(5, histogram.squares())
                .numbers(6, histogram.limits())
                .numbers(7, histogram.counts());
        append(event(step)
                .message(
                        5,
                        new ProtoWriter()
                                .message(1, new ProtoWriter().text(1, name).message(5, message))));
    }

    /// Puts what was written so far where others can read it.
    public void flush() {
        try {
            if (out.isPresent()) {
                out.get().flush();
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    @Override
    public void close() {
        try {
            if (out.isPresent()) {
                out.get().close();
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private static ProtoWriter event(long step) {
        Instant now = Instant.now();
        return new ProtoWriter().number(1, now.getEpochSecond() + 1e-9 * now.getNano()).whole(2, step);
    }

    private void append(ProtoWriter event) {
        try {
            OutputStream open = out.isPresent() ? out.get() : opened();
            out = Optional.of(open);
            record(open, event);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private OutputStream opened() throws IOException {
        long seconds = Instant.now().getEpochSecond();
        while (Files.exists(file(seconds))) {
            seconds++;
        }
        var opened = new BufferedOutputStream(
                Files.newOutputStream(file(seconds), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        record(opened, event(0).text(3, "brain.Event:2"));
        if (firstStep > 0) {
            // SessionLog.START
            record(opened, event(firstStep + 1).message(7, new ProtoWriter().whole(1, 1)));
        }
        return opened;
    }

    // Ten digits for centuries to come, so the files' names are in the order of time.
    private Path file(long seconds) {
        return folder.resolve("events.out.tfevents." + seconds + ".bnc");
    }

    private static void record(OutputStream to, ProtoWriter event) throws IOException {
        byte[] message = event.toBytes();
        byte[] length = little(Long.BYTES).putLong(message.length).array();
        to.write(length);
        to.write(little(Integer.BYTES).putInt(masked(length)).array());
        to.write(message);
        to.write(little(Integer.BYTES).putInt(masked(message)).array());
    }

    /// The sum as it is stored: turned by 15 bits and moved, since sums of data that hold sums are weak.
    static int masked(byte[] data) {
        var sum = new CRC32C();
        sum.update(data);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ArtifactException unwritable(IOException failure) {
        return new ArtifactException(
                folder + ": no events can be written: " + AtomicFile.reason(failure), failure);
    }
}
