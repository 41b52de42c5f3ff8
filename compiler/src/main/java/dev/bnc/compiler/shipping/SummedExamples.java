package dev.bnc.compiler.shipping;

import dev.bnc.runtime.artifact.Checksum;
import dev.bnc.runtime.data.Dataset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/// A data set that sums up the inputs that are read, in the order in which they are read, by one thread.
final class SummedExamples implements Dataset {
    private final Dataset data;
    private final MessageDigest sum = Checksum.digest();
    private final ByteBuffer bytes;

    SummedExamples(Dataset data) {
        this.data = data;
        this.bytes = ByteBuffer.allocate(data.inputSize() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The SHA-256 sum of all inputs so far, as little-endian float32.
    String sha256() {
        return HexFormat.of().formatHex(sum.digest());
    }

    @Override
    public void readInput(int index, float[] into, int offset) {
        data.readInput(index, into, offset);
        bytes.asFloatBuffer().put(into, offset, data.inputSize());
        sum.update(bytes.array());
    }

    @Override
    public String description() {
        return data.description();
    }

    @Override
    public int size() {
        return data.size();
    }

    @Override
    public List<Integer> inputShape() {
        return data.inputShape();
    }

    @Override
    public OptionalInt classes() {
        return data.classes();
    }

    @Override
    public int targetSize() {
        return data.targetSize();
    }

    @Override
    public void readTarget(int index, float[] into, int offset) {
        data.readTarget(index, into, offset);
    }
}
