package dev.bnc.runtime.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// In which order the examples of each epoch come: a function of seed and epoch.
///
/// @param shards the data is cut into so many parts, each drawn on its own
/// @param classOf class of each example, empty unless stratified
record ExampleOrder(int examples, Shuffle shuffle, int shards, int[] classOf, CounterRandom random) {
    static ExampleOrder of(int examples, Shuffle shuffle, long seed) {
        return new ExampleOrder(examples, shuffle, 1, new int[0], CounterRandom.of(seed, "order of examples"));
    }

    /// @throws DataException if it is to be stratified and the data has no classes, or there are fewer examples than
    ///     shards
    static ExampleOrder of(Dataset data, DataSettings settings, long seed) {
        CounterRandom random = CounterRandom.of(seed, "order of examples");
        if (settings.shards() > data.size()) {
            throw new DataException("%,d shards are too many for %,d examples".formatted(settings.shards(), data.size()));
        }
        int[] classOf = settings.shuffle() == Shuffle.STRATIFIED ? classes(data) : new int[0];
        return new ExampleOrder(data.size(), settings.shuffle(), settings.shards(), classOf, random);
    }

    private static int[] classes(Dataset data) {
        if (data.classes().isEmpty()) {
            throw new DataException("`shuffle = stratified` needs examples that have classes\n  = note: "
                    + data.description() + "\n  = help: use `shuffle = epoch`");
        }
        var classOf = new int[data.size()];
        var label = new float[1];
        for (int i = 0; i < classOf.length; i++) {
            data.readTarget(i, label, 0);
            classOf[i] = (int) label[0];
        }
        return classOf;
    }

    /// The epoch whose order this one takes.
    long epochOf(long epoch) {
        return switch (shuffle) {
            case EPOCH, STRATIFIED -> epoch;
            case ONCE, OFF -> 0;
        };
    }

    /// The order of an epoch.
    int[] drawn(long epoch) {
        CounterRandom lots = random.at(epoch);
        return switch (shuffle) {
            case OFF -> IntStream.range(0, examples).toArray();
            case EPOCH, ONCE -> shards == 1 ? mixed(0, examples, lots) : byShard(lots);
            case STRATIFIED -> stratified(lots);
        };
    }

    /// The numbers from `from` on, in an order drawn by Fisher and Yates.
    private static int[] mixed(int from, int count, CounterRandom lots) {
        int[] drawn = IntStream.range(from, from + count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = lots.below(i + 1, i);
            int swapped = drawn[i];
            drawn[i] = drawn[other];
            drawn[other] = swapped;
        }
        return drawn;
    }

    private int[] byShard(CounterRandom lots) {
        var order = new int[examples];
        int place = 0;
        for (int shard : mixed(0, shards, lots.at(0))) {
            int from = (int) ((long) examples * shard / shards);
            int to = (int) ((long) examples * (shard + 1) / shards);
            System.arraycopy(mixed(from, to - from, lots.at(1L + shard)), 0, order, place, to - from);
            place += to - from;
        }
        return order;
    }

    // The k-th of a class's n examples, in an order drawn by lot, belongs at (k + 1/2) / n of the way through the epoch.
    private int[] stratified(CounterRandom lots) {
        int[] drawn = mixed(0, examples, lots);
        int classes = Arrays.stream(classOf).max().orElse(0) + 1;
        var total = new int[classes];
        for (int example : classOf) {
            total[example]++;
        }
        var seen = new int[classes];
        record Placed(double where, int example) {}
        var placed = new Placed[examples];
        for (int i = 0; i < examples; i++) {
            int member = classOf[drawn[i]];
            placed[i] = new Placed((seen[member] + 0.5) / total[member], drawn[i]);
            seen[member]++;
        }
        // Stable: classes that meet at one place keep the order of the lots.
        Arrays.sort(placed, Comparator.comparingDouble(Placed::where));
        return Arrays.stream(placed).mapToInt(Placed::example).toArray();
    }
}
