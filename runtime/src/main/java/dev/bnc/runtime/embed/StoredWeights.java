package dev.bnc.runtime.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/// The weights of an exported net: a resource of little-endian floats, laid out as the state of its programs.
final class StoredWeights {
    /// Beside the net's classes.
    static final String RESOURCE = "weights.bin";

    private static final int PIECE = 1 << 16;

    private StoredWeights() {}

    /// Reads them into a new array of `size` floats, the rest of which is 0.
    ///
    /// @throws IllegalStateException if the jar is damaged
    static float[] read(NetDescription net, int size) {
        var state = new float[size];
        var checksum = new CRC32();
        try (InputStream in = StoredWeights.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw damaged(net, "are not there");
            }
            var bytes = new byte[PIECE];
            for (int at = 0; at < net.weights(); ) {
                int length = (int) Math.min(PIECE, 4L * (net.weights() - at));
                if (in.readNBytes(bytes, 0, length) < length) {
                    throw damaged(net, "end early");
                }
                checksum.update(bytes, 0, length);
                ByteBuffer.wrap(bytes, 0, length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(state, at, length / 4);
                at += length / 4;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the weights of " + net.name() + " cannot be read", failure);
        }
        if (checksum.getValue() != net.checksum()) {
            throw damaged(net, "are not those it was exported with");
        }
        return state;
    }

    private static IllegalStateException damaged(NetDescription net, String how) {
        return new IllegalStateException(
                "the weights of " + net.name() + " " + how + ": its jar is damaged; export or fetch it again");
    }
}
