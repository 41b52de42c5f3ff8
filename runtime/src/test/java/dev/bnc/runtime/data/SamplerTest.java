package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final double GAUSSIAN = 0.15238634088900835;
    private static final List<Integer> ORDER = List.of(3, 5, 0, 4, 1, 7, 6, 2);

    @Test
    void anEpochShowsEachExampleOnce() {
        var sampler = new Sampler(1003, 1, Shuffle.EPOCH, LastBatch.DROP, 5);
        for (long epoch = 0; epoch < 3; epoch++) {
            assertThat(order(sampler, epoch))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 1003).boxed().toList());
        }
    }

    @Test
    void epochsDifferUnlessToldOtherwise() {
        var each = new Sampler(50, 5, Shuffle.EPOCH, LastBatch.DROP, 5);
        assertThat(order(each, 1)).isNotEqualTo(order(each, 0));
        assertThat(order(new Sampler(50, 5, Shuffle.EPOCH, LastBatch.DROP, 6), 0))
                .isNotEqualTo(order(each, 0));
        var once = new Sampler(50, 5, Shuffle.ONCE, LastBatch.DROP, 5);
        assertThat(order(once, 1)).isEqualTo(order(once, 0)).isEqualTo(order(each, 0));
        var off = new Sampler(50, 5, Shuffle.OFF, LastBatch.DROP, 5);
        assertThat(order(off, 3)).isSorted();
    }

    @Test
    void anyPlaceCanBeAskedForFirst() {
        var forward = new Sampler(50, 7, Shuffle.EPOCH, LastBatch.KEEP, 5);
        List<Integer> zero = order(forward, 0);
        List<Integer> nine = order(forward, 9);
        var backward = new Sampler(50, 7, Shuffle.EPOCH, LastBatch.KEEP, 5);
        assertThat(order(backward, 9)).isEqualTo(nine);
        assertThat(order(backward, 0)).isEqualTo(zero);
    }

    // Each of 24 orders of 4 comes up about as often: chi-squared with 23 degrees of freedom stays below its 99.9 %
    // point.
    @Test
    void ordersAreEquallyLikely() {
        var sampler = new Sampler(4, 1, Shuffle.EPOCH, LastBatch.DROP, 12);
        var counts = new HashMap<List<Integer>, Integer>();
        int draws = 24_000;
        for (int epoch = 0; epoch < draws; epoch++) {
            counts.merge(order(sampler, epoch), 1, Integer::sum);
        }
        assertThat(counts).hasSize(24);
        double expected = draws / 24.0;
        double chiSquared = counts.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(chiSquared).isLessThan(49.7);
    }

    @Test
    void gaussianNumbersAreGaussian() {
        CounterRandom random = CounterRandom.of(3, "test");
        int draws = 100_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < draws; i++) {
            double x = random.gaussian(i);
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        assertThat(sum / draws).isBetween(-0.015, 0.015);
        assertThat(squares / draws).isBetween(0.98, 1.02);
        assertThat(fourth / draws).isBetween(2.9, 3.1);
    }

    // The numbers themselves are part of what a seed promises.
    @Test
    void numbersNeverChange() {
        CounterRandom random = CounterRandom.of(7, "h1.dense.weight");
        assertThat(random.gaussian(0)).isEqualTo(GAUSSIAN);
        assertThat(order(new Sampler(8, 1, Shuffle.EPOCH, LastBatch.DROP, 7), 0))
                .isEqualTo(ORDER);
    }

    @Test
    void shardsComeOneAfterTheOtherAndAreMixedWithin() {
        DataSettings settings = settings(5, Shuffle.EPOCH, 7);
        var sampler = new Sampler(classes(50, i -> 0), settings, 3);
        Set<List<Integer>> ordersOfShards = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Integer> order = order(sampler, epoch);
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(order(new Sampler(50, 5, Shuffle.OFF, LastBatch.DROP, 3), 0));
            // Shard s has the numbers from 50 s / 7 on: runs of 7 or 8 numbers that belong together.
            List<Integer> shards = order.stream().map(i -> (7 * i + 6) / 50).toList();
            List<Integer> runs = new ArrayList<>();
            for (int shard : shards) {
                if (runs.isEmpty() || runs.getLast() != shard) {
                    runs.add(shard);
                }
            }
            assertThat(runs).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
            ordersOfShards.add(runs);
            assertThat(order).isNotEqualTo(order(sampler, epoch + 1));
        }
        assertThat(ordersOfShards).hasSizeGreaterThan(15);
        assertThat(order(new Sampler(classes(50, i -> 0), settings(5, Shuffle.EPOCH, 1), 3), 4))
                .isEqualTo(order(new Sampler(50, 5, Shuffle.EPOCH, LastBatch.DROP, 3), 4));
    }

    @Test
    void stratifiedBatchesHaveTheClassesOfTheWhole() {
        // 60 of class 0, 30 of class 1, 10 of class 2.
        var sampler = new Sampler(
                classes(100, i -> i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2), settings(20, Shuffle.STRATIFIED, 1), 3);
        List<Integer> first = order(sampler, 0);
        assertThat(first).doesNotHaveDuplicates().hasSize(100).isNotEqualTo(order(sampler, 1));
        for (int epoch = 0; epoch < 5; epoch++) {
            List<Integer> order = order(sampler, epoch);
            for (int batch = 0; batch < 5; batch++) {
                List<Integer> members = order.subList(20 * batch, 20 * batch + 20);
                assertThat(members.stream().filter(i -> i % 10 < 6).count()).isBetween(11L, 13L);
                assertThat(members.stream().filter(i -> i % 10 == 9).count()).isBetween(1L, 3L);
            }
        }
        assertThat(order(sampler, 0)).isEqualTo(first);
    }

    @Test
    void onlyClassesCanBeStratified() {
        var numbers = new TensorDataset("numbers of /data", List.of(1), List.of(), 1, new float[9], new float[9]);
        assertThatThrownBy(() -> new Sampler(numbers, settings(3, Shuffle.STRATIFIED, 1), 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("`shuffle = stratified` needs examples that have classes");
        assertThatThrownBy(() -> new Sampler(numbers, settings(3, Shuffle.EPOCH, 10), 1))
                .hasMessage("10 shards are too many for 9 examples");
    }

    private static DataSettings settings(int batch, Shuffle shuffle, int shards) {
        return new DataSettings(
                "a",
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                batch,
                shuffle,
                shards,
                LastBatch.DROP,
                List.of(),
                List.of());
    }

    private static Dataset classes(int count, IntUnaryOperator classOf) {
        var targets = new float[count];
        for (int i = 0; i < count; i++) {
            targets[i] = classOf.applyAsInt(i);
        }
        return new TensorDataset("data", List.of(1), List.of("a", "b", "c"), 1, new float[count], targets);
    }

    @Test
    void augmentationDependsOnSeedEpochAndExampleOnly() {
        List<Transform> transforms = List.of(
                new Transform.FlipHorizontal(),
                new Transform.Shift(1),
                new Transform.Normalize(List.of(0.5), List.of(0.25)));
        var augmentation = new Augmentation(transforms, List.of(1, 3, 3), 1);
        List<List<Float>> shown = new ArrayList<>();
        for (int epoch = 0; epoch < 200; epoch++) {
            shown.add(augmented(augmentation, epoch));
        }
        assertThat(shown.stream().distinct().count()).isEqualTo(18);
        for (int epoch = 199; epoch >= 0; epoch--) {
            assertThat(augmented(new Augmentation(transforms, List.of(1, 3, 3), 1), epoch))
                    .isEqualTo(shown.get(epoch));
        }
        var plain = new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8};
        augmentation.apply(plain, 0);
        assertThat(plain).containsExactly(-2, 2, 6, 10, 14, 18, 22, 26, 30);
    }

    private static List<Float> augmented(Augmentation augmentation, long epoch) {
        var pixels = new float[] {-1, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        augmentation.apply(epoch, 5, pixels, 1);
        assertThat(pixels[0]).isEqualTo(-1);
        List<Float> list = new ArrayList<>();
        for (float pixel : pixels) {
            list.add(pixel);
        }
        return list;
    }

    private static List<Integer> order(Sampler sampler, long epoch) {
        List<Integer> order = new ArrayList<>();
        for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
            for (int i = 0; i < sampler.batchSize(step); i++) {
                order.add(sampler.example(epoch, step, i));
            }
        }
        return order;
    }
}
