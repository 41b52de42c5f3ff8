package dev.bnc.compiler.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.bnc.runtime.artifact.NamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The little-endian bytes of an initializer.
final class OnnxBytes {
    private OnnxBytes() {}

    static ProtoMessage.Content of(OnnxTensor tensor) {
        return switch (tensor) {
            case OnnxTensor.Floats f -> new FloatBytes(f.values());
            case OnnxTensor.Wholes w -> new WholeBytes(w.values());
        };
    }

    /// Floats of 4 bytes.
    private record FloatBytes(NamedTensor values) implements ProtoMessage.Content {
        private static final int FLOATS_AT_A_TIME = 1 << 14;

        @Override
        public long size() {
            return 4L * values.size();
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            ByteBuffer block = ByteBuffer.allocate(4 * FLOATS_AT_A_TIME).order(ByteOrder.LITTLE_ENDIAN);
            for (int done = 0; done < values.size(); done += FLOATS_AT_A_TIME) {
                int count = Math.min(FLOATS_AT_A_TIME, values.size() - done);
                block.asFloatBuffer().put(values.storage(), values.offset() + done, count);
                out.writeRawBytes(block.array(), 0, 4 * count);
            }
        }
    }

    /// Whole numbers of 8 bytes.
    private record WholeBytes(List<Integer> values) implements ProtoMessage.Content {
        @Override
        public long size() {
            return 8L * values.size();
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            for (long value : values) {
                out.writeFixed64NoTag(value);
            }
        }
    }
}
