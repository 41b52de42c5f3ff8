package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// A reader of event files for tests: TFRecord frames with their sums, and in them the parts of `event.proto` that bnc writes,
/// read field by field.
final class EventRecords {
    private static final int VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;

    private final List<Scalar> scalars = new ArrayList<>();
    private final List<String> histograms = new ArrayList<>();
    private final List<String> versions = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();

    /// One number of one step.
    record Scalar(String tag, long step, float value) {}

    private EventRecords() {}

    /// All event files of a folder, in the order of their names.
    static EventRecords of(Path folder) throws IOException {
        var all = new EventRecords();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith("events.out.tfevents.")) {
                    all.frames(little(Files.readAllBytes(file)));
                }
            }
        }
        return all;
    }

    List<Scalar> scalars(String tag) {
        return scalars.stream().filter(s -> s.tag().equals(tag)).toList();
    }

    List<String> histograms() {
        return histograms;
    }

    /// What each file begins with.
    List<String> versions() {
        return versions;
    }

    /// The steps at which TensorBoard is told to forget what came after.
    List<Long> starts() {
        return starts;
    }

    private void frames(ByteBuffer file) {
        while (file.hasRemaining()) {
            var length = new byte[Long.BYTES];
            file.get(length);
            assertThat(file.getInt()).as("sum of a length").isEqualTo(masked(length));
            var event = new byte[Math.toIntExact(little(length).getLong())];
            file.get(event);
            assertThat(file.getInt()).as("sum of an event").isEqualTo(masked(event));
            event(little(event));
        }
    }

    private void event(ByteBuffer event) {
        long step = 0;
        while (event.hasRemaining()) {
            int key = (int) varint(event);
            switch (key) {
                case 1 << 3 | 1 -> assertThat(event.getDouble()).as("wall time").isGreaterThan(1e9);
                case 2 << 3 -> step = varint(event);
                case VERSION << 3 | 2 -> versions.add(text(event));
                case SUMMARY << 3 | 2 -> summary(part(event), step);
                case SESSION_LOG << 3 | 2 -> {
                    assertThat(part(event)).isEqualTo(little(new byte[] {1 << 3, 1}));
                    starts.add(step);
                }
                default -> throw new AssertionError("a field that no event has: key " + key);
            }
        }
    }

    private void summary(ByteBuffer summary, long step) {
        while (summary.hasRemaining()) {
            assertThat(varint(summary)).isEqualTo(1 << 3 | 2);
            ByteBuffer value = part(summary);
            assertThat(varint(value)).isEqualTo(1 << 3 | 2);
            String tag = text(value);
            int key = (int) varint(value);
            if (key == (2 << 3 | 5)) {
                scalars.add(new Scalar(tag, step, value.getFloat()));
            } else {
                assertThat(key).as("kind of %s", tag).isEqualTo(5 << 3 | 2);
                assertThat(part(value).remaining()).isPositive();
                histograms.add(tag);
            }
            assertThat(value.hasRemaining()).as("more in %s", tag).isFalse();
        }
    }

    private static ByteBuffer part(ByteBuffer from) {
        int length = Math.toIntExact(varint(from));
        ByteBuffer part = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return part;
    }

    private static String text(ByteBuffer from) {
        return StandardCharsets.UTF_8.decode(part(from)).toString();
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    // ((crc >> 15) | (crc << 17)) + 0xa282ead8, as TensorFlow's record_writer.cc has it
    private static int masked(byte[] data) {
        var sum = new CRC32C();
        sum.update(data);
        return Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
    }
}
