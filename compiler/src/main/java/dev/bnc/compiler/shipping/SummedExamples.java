package dev.bnc.compiler.shipping;

import dev.bnc.runtime.artifact.Checksum;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.DatasetView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/// A data set that sums up the inputs that are read, in the order in which they are read, by one thread.
final class SummedExamples extends DatasetView {
    private final MessageDigest sum = Checksum.digest();
    private final ByteBuffer bytes;

    SummedExamples(Dataset data) {
        super(data);
        this.bytes = ByteBuffer.allocate(data.inputSize() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The SHA-256 sum of all inputs so far, as little-endian float32.
    String sha256() {
        return HexFormat.of().formatHex(sum.digest());
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        super.readInput(index, into, offset);
        bytes.asFloatBuffer().put(into, offset, bytes.capacity() / Float.BYTES);
        sum.update(bytes.array());
    }
}
