package dev.bnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
