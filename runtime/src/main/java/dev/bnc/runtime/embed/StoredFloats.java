package dev.bnc.runtime.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/// Resources of little-endian floats beside the net's classes.
final class StoredFloats {
    private static final String WEIGHTS = "weights.bin";
    private static final String RECORDED = "recorded.bin";
    private static final int PIECE = 1 << 16;

    private StoredFloats() {}

    /// The weights, laid out as the state of the net's programs, in a new array of `size` floats, the rest of which
    /// is 0.
    ///
    /// @throws IllegalStateException if the jar is damaged
    static float[] weights(NetDescription net, int size) {
        var checksum = new CRC32();
        float[] weights = read(net, WEIGHTS, net.weights(), size, checksum);
        if (checksum.getValue() != net.checksum()) {
            throw damaged(net, WEIGHTS, "are not those it was exported with");
        }
        return weights;
    }

    /// The recorded examples, then what the net must say of them.
    ///
    /// @throws IllegalStateException if the jar is damaged
    static float[] recorded(NetDescription net, int size) {
        return read(net, RECORDED, size, size, new CRC32());
    }

    private static float[] read(NetDescription net, String name, int count, int size, CRC32 checksum) {
        var floats = new float[size];
        try (InputStream in = StoredFloats.class.getResourceAsStream(name)) {
            if (in == null) {
                throw damaged(net, name, "are not there");
            }
            var bytes = new byte[PIECE];
            for (int at = 0; at < count; ) {
                int length = (int) Math.min(PIECE, 4L * (count - at));
                if (in.readNBytes(bytes, 0, length) < length) {
                    throw damaged(net, name, "end early");
                }
                checksum.update(bytes, 0, length);
                ByteBuffer.wrap(bytes, 0, length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(floats, at, length / 4);
                at += length / 4;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " of " + net.name() + " cannot be read", failure);
        }
        return floats;
    }

    private static IllegalStateException damaged(NetDescription net, String name, String how) {
        String what = name.equals(WEIGHTS) ? "weights" : "recorded answers";
        return new IllegalStateException(
                "the " + what + " of " + net.name() + " " + how + ": its jar is damaged; export or fetch it again");
    }
}
