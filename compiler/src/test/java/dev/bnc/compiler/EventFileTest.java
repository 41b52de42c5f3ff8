package dev.bnc.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import dev.bnc.runtime.artifact.EventFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Event files as another reader of protocol buffers sees them, by the schema of TensorFlow's `event.proto` and
/// `summary.proto`.
class EventFileTest {
    @TempDir
    Path folder;

    @Test
    void aNewRunsEvents() throws IOException, DescriptorValidationException {
        try (var file = new EventFile(folder, 0)) {
            var values = new LinkedHashMap<String, Double>();
            values.put("loss/train", 0.5);
            values.put("learning_rate", -1e30);
            file.scalars(300, values);
            file.histogram(
                    1L << 40,
                    "probe/h",
                    new EventFile.Histogram(-1, 3, 2.5, 9, List.of(1.0, 3.0), List.of(200.0, 1.0)));
        }
        assertThat(events()).containsExactly("file_version: \"brain.Event:2\"", """
                step: 300 summary { value { tag: "loss/train" simple_value: 0.5 } \
                value { tag: "learning_rate" simple_value: -1.0E30 } }""", """
                step: 1099511627776 summary { value { tag: "probe/h" \
                histo { min: -1.0 max: 3.0 num: 201.0 sum: 2.5 sum_squares: 9.0 \
                bucket_limit: 1.0 bucket_limit: 3.0 bucket: 200.0 bucket: 1.0 } } }""");
    }

    @Test
    void aRunThatGoesOnSaysFromWhere() throws IOException, DescriptorValidationException {
        try (var before = new EventFile(folder, 0);
                var after = new EventFile(folder, 20)) {
            before.scalars(21, new LinkedHashMap<>());
            after.scalars(21, new LinkedHashMap<>());
        }
        assertThat(events())
                .containsExactly(
                        "file_version: \"brain.Event:2\"",
                        "step: 21 summary { }",
                        "file_version: \"brain.Event:2\"",
                        "step: 21 session_log { status: 1 }",
                        "step: 21 summary { }");
    }

    @Test
    void aRunWithoutEventsLeavesNoFile() {
        try (var file = new EventFile(folder, 0)) {
            file.flush();
        }
        assertThat(folder).isEmptyDirectory();
    }

    /// All events of all files in the order of their names, without their times.
    private List<String> events() throws IOException, DescriptorValidationException {
        Descriptor schema = schema();
        var events = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.[0-9]{10}\\.bnc");
                for (byte[] record : records(file)) {
                    DynamicMessage event = DynamicMessage.parseFrom(schema, record);
                    assertThat(event.getUnknownFields().asMap()).isEmpty();
                    assertThat((double) event.getField(schema.findFieldByName("wall_time")))
                            .isGreaterThan(1e9);
                    String text = TextFormat.printer().emittingSingleLine(true).printToString(event);
                    events.add(text.replaceFirst("wall_time: \\S+ ", "").strip());
                }
            }
        }
        return events;
    }

    /// What TFRecord frames hold.
    private static List<byte[]> records(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var records = new ArrayList<byte[]>();
        while (bytes.hasRemaining()) {
            var length = new byte[Long.BYTES];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            var record = new byte
                    [Math.toIntExact(
                            ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())];
            bytes.get(record);
            assertThat(bytes.getInt()).isEqualTo(masked(record));
            records.add(record);
        }
        return records;
    }

    // ((crc >> 15) | (crc << 17)) + 0xa282ead8, as record_writer.cc has it
    private static int masked(byte[] data) {
        var sum = new CRC32C();
        sum.update(data);
        int crc = (int) sum.getValue();
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static Descriptor schema() throws DescriptorValidationException {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setSyntax("proto3")
                .addMessageType(message(
                        "Event",
                        field("wall_time", 1, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("step", 2, FieldDescriptorProto.Type.TYPE_INT64),
                        field("file_version", 3, FieldDescriptorProto.Type.TYPE_STRING),
                        of("summary", 5, "Summary"),
                        of("session_log", 7, "SessionLog")))
                .addMessageType(message("SessionLog", field("status", 1, FieldDescriptorProto.Type.TYPE_INT32)))
                .addMessageType(message("Summary", of("value", 1, "Value").setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)))
                .addMessageType(message(
                        "Value",
                        field("tag", 1, FieldDescriptorProto.Type.TYPE_STRING),
                        field("simple_value", 2, FieldDescriptorProto.Type.TYPE_FLOAT),
                        of("histo", 5, "Histogram")))
                .addMessageType(message(
                        "Histogram",
                        field("min", 1, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("max", 2, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("num", 3, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("sum", 4, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("sum_squares", 5, FieldDescriptorProto.Type.TYPE_DOUBLE),
                        field("bucket_limit", 6, FieldDescriptorProto.Type.TYPE_DOUBLE).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED),
                        field("bucket", 7, FieldDescriptorProto.Type.TYPE_DOUBLE).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Event");
    }

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder of(String name, int number, String message) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(message);
    }
}
