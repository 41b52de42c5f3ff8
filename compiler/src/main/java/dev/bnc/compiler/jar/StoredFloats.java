package dev.bnc.compiler.jar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/// Floats as a resource, little-endian: the state of the net's programs, recorded answers.
record StoredFloats(float[] values) {
    private static final int PIECE = 1 << 14;

    /// Number of bytes.
    long size() {
        return 4L * values.length;
    }

    /// CRC-32 of the bytes.
    long checksum() {
        var checksum = new CRC32();
        try (var out = new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)) {
            writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return checksum.getValue();
    }

    /// All of them, if they are few.
    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    void writeTo(OutputStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(4 * PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += PIECE) {
            int count = Math.min(PIECE, values.length - at);
            piece.asFloatBuffer().put(values, at, count);
            out.write(piece.array(), 0, 4 * count);
        }
    }
}
