package dev.bnc.cuda.driver;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// The arguments of a kernel in native memory, as the driver takes them: the address of each value, in order.
public final class Arguments implements AutoCloseable {
    private final List<Pointer> values;
    private final PointerPointer<Pointer> addresses;

    private Arguments(List<Pointer> values) {
        this.values = List.copyOf(values);
        this.addresses = new PointerPointer<>(Math.max(1, values.size()));
        for (int i = 0; i < values.size(); i++) {
            addresses.put(i, values.get(i));
        }
    }

    PointerPointer<Pointer> addresses() {
        return addresses;
    }

    @Override
    public void close() {
        addresses.deallocate();
        values.forEach(Pointer::deallocate);
    }

    /// Collects arguments, the first one first.
    public static final class Builder {
        private final List<Pointer> values = new ArrayList<>();

        /// An address, or an integer of 64 bits.
        public Builder add(long value) {
            values.add(new LongPointer(1).put(value));
            return this;
        }

        /// An integer of 32 bits.
        public Builder add(int value) {
            values.add(new IntPointer(1).put(value));
            return this;
        }

        /// A float.
        public Builder add(float value) {
            values.add(new FloatPointer(1).put(value));
            return this;
        }

        /// All of them.
        public Arguments build() {
            return new Arguments(values);
        }
    }
}
