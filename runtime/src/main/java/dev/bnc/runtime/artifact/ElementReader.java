package dev.bnc.runtime.artifact;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// The number types of safetensors that can be read as floats. Wider ones are rounded.
enum ElementReader {
    F64(8) {
        @Override
        float element(MemorySegment bytes, long at) {
            return (float) bytes.get(DOUBLE, at);
        }
    },
    F32(4) {
        @Override
        float element(MemorySegment bytes, long at) {
            return bytes.get(FLOAT, at);
        }
    },
    F16(2) {
        @Override
        float element(MemorySegment bytes, long at) {
            return Float.float16ToFloat(bytes.get(SHORT, at));
        }
    },
    BF16(2) {
        @Override
        float element(MemorySegment bytes, long at) {
            return Float.intBitsToFloat(bytes.get(SHORT, at) << 16);
        }
    },
    I64(8) {
        @Override
        float element(MemorySegment bytes, long at) {
            return (float) bytes.get(LONG, at);
        }
    },
    I32(4) {
        @Override
        float element(MemorySegment bytes, long at) {
            return (float) bytes.get(INT, at);
        }
    },
    U8(1) {
        @Override
        float element(MemorySegment bytes, long at) {
            return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        }
    };

    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytesEach;

    ElementReader(int bytesEach) {
        this.bytesEach = bytesEach;
    }

    /// The reader of a type as safetensors spells it, if it is one that can be read.
    static Optional<ElementReader> of(String type) {
        return Arrays.stream(values())
                .filter(reader -> reader.name().equals(type))
                .findFirst();
    }

    int bytesEach() {
        return bytesEach;
    }

    abstract float element(MemorySegment bytes, long at);

    void read(MemorySegment bytes, int count, float[] into, int offset) {
        if (this == F32) {
            MemorySegment.copy(bytes, FLOAT, 0, into, offset, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[offset + i] = element(bytes, (long) i * bytesEach);
        }
    }
}
