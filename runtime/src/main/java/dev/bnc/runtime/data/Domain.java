package dev.bnc.runtime.data;

import java.util.List;

/// Examples of another kind than those of training, made of the same ones: what `domains { noisy { noise 0.4 } }`
/// of a data section names. Its transforms come before all others; lots are drawn by example, so it is the same
/// whenever it is read.
///
/// @param transforms in this order
public record Domain(String name, List<Transform> transforms) {
    private static final long SEED = 0;

    public Domain {
        transforms = List.copyOf(transforms);
    }

    /// A data set's examples as they are in this domain.
    ///
    /// @throws DataException if a transform does not fit the examples
    public Dataset of(Dataset data) {
        return new Changed(data, this);
    }

    private static final class Changed extends DatasetView {
        private final Domain domain;
        private final Augmentation change;

        Changed(Dataset data, Domain domain) {
            super(data);
            this.domain = domain;
            this.change = new Augmentation(domain.transforms, data.inputShape(), SEED);
        }

        @Override
        public String description() {
            return super.description() + ", as in domain `" + domain.name + "`";
        }

        @Override
        public void readInput(int index, float[] into, int offset) {
            super.readInput(index, into, offset);
            // an augmentation works in an array of its own
            synchronized (change) {
                change.apply(0, index, into, offset);
            }
        }
    }
}
