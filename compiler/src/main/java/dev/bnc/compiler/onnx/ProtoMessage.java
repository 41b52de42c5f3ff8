package dev.bnc.compiler.onnx;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A protobuf message: its fields, by number, in the order in which they were added and are written.
///
/// ONNX needs eleven small messages, so they are put together by field number here instead of by classes that `protoc`
/// would generate: that would cost a native tool for each platform at build time and some 40,000 lines of code. Weights
/// are written from where they lie; only sizes are computed beforehand.
final class ProtoMessage {
    /// One field, tag included.
    private interface Field {
        long size();

        void writeTo(CodedOutputStream out) throws IOException;
    }

    /// Bytes that are made while they are written.
    interface Content {
        long size();

        void writeTo(CodedOutputStream out) throws IOException;
    }

    private final List<Field> fields = new ArrayList<>();

    /// Adds a whole number: `int32`, `int64` or an enum.
    ProtoMessage whole(int number, long value) {
        fields.add(new Whole(number, value));
        return this;
    }

    /// Adds a `float`.
    ProtoMessage number(int number, float value) {
        fields.add(new Single(number, value));
        return this;
    }

    /// Adds a `string`, or `bytes` that are text.
    ProtoMessage text(int number, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return content(number, new Bytes(bytes));
    }

    /// Adds a message.
    ProtoMessage message(int number, ProtoMessage value) {
        return content(number, new Nested(value));
    }

    /// Adds `bytes`.
    ProtoMessage content(int number, Content value) {
        fields.add(new Delimited(number, value));
        return this;
    }

    /// How many bytes [#writeTo] writes.
    long size() {
        return fields.stream().mapToLong(Field::size).sum();
    }

    /// Writes the fields.
    void writeTo(OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 16);
        writeFields(coded);
        coded.flush();
    }

    private void writeFields(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.writeTo(out);
        }
    }

    private record Whole(int number, long value) implements Field {
        @Override
        public long size() {
            return CodedOutputStream.computeInt64Size(number, value);
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeInt64(number, value);
        }
    }

    private record Single(int number, float value) implements Field {
        @Override
        public long size() {
            return CodedOutputStream.computeFloatSize(number, value);
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeFloat(number, value);
        }
    }

    private record Delimited(int number, Content content) implements Field {
        @Override
        public long size() {
            long size = content.size();
            return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(size) + size;
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt64NoTag(content.size());
            content.writeTo(out);
        }
    }

    private record Bytes(byte[] bytes) implements Content {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeRawBytes(bytes);
        }
    }

    private record Nested(ProtoMessage message) implements Content {
        @Override
        public long size() {
            return message.size();
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            message.writeFields(out);
        }
    }
}
