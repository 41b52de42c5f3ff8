package dev.bnc.runtime.data;

/// Which examples each step of each epoch takes. A pure function of (settings, seed, step): a run can go on anywhere.
///
/// Not for several threads at once: it keeps the order of the epoch asked for last.
public final class Sampler {
    private final int examples;
    private final int batch;
    private final LastBatch last;
    private final ExampleOrder orders;
    private int[] order = new int[0];
    private long orderOf = -1;

    /// A sampler over the examples of `data`.
    ///
    /// @throws DataException if the data does not fill one batch, or has no classes and is to be stratified
    public Sampler(Dataset data, DataSettings settings, long seed) {
        this(data.size(), settings.batch(), settings.last(), ExampleOrder.of(data, settings, seed));
    }

    /// A sampler of whole batches of `batch` examples, in one order.
    ///
    /// @throws DataException if the data does not fill one batch
    public static Sampler wholeBatches(int examples, int batch, long seed) {
        return new Sampler(examples, batch, Shuffle.ONCE, LastBatch.DROP, seed);
    }

    Sampler(int examples, int batch, Shuffle shuffle, LastBatch last, long seed) {
        this(examples, batch, last, ExampleOrder.of(examples, shuffle, seed));
    }

    private Sampler(int examples, int batch, LastBatch last, ExampleOrder orders) {
        if (batch > examples) {
            throw new DataException(
                    "the batch holds %,d examples, but the data only %,d\n  = help: use a batch of %d or less"
                            .formatted(batch, examples, examples));
        }
        this.examples = examples;
        this.batch = batch;
        this.last = last;
        this.orders = orders;
    }

    /// Number of batches in an epoch.
    public int stepsPerEpoch() {
        return switch (last) {
            case DROP, MERGE -> examples / batch;
            case KEEP -> (examples + batch - 1) / batch;
        };
    }

    /// Number of examples of the batch with number `stepInEpoch`, counted from 0.
    public int batchSize(int stepInEpoch) {
        return stepInEpoch < stepsPerEpoch() - 1 ? batch : lastBatchSize();
    }

    /// Number of examples of an epoch's last batch.
    public int lastBatchSize() {
        int rest = examples % batch;
        return switch (last) {
            case DROP -> batch;
            case KEEP -> rest == 0 ? batch : rest;
            case MERGE -> batch + rest;
        };
    }

    /// The number of the example at `position` of the batch `stepInEpoch` of `epoch`; all count from 0.
    public int example(long epoch, int stepInEpoch, int position) {
        return order(epoch)[stepInEpoch * batch + position];
    }

    private int[] order(long epoch) {
        long wanted = orders.epochOf(epoch);
        if (orderOf != wanted) {
            order = orders.drawn(wanted);
            orderOf = wanted;
        }
        return order;
    }
}
