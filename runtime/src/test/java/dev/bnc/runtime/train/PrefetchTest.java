package dev.bnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.DatasetView;
import dev.bnc.runtime.data.LastBatch;
import dev.bnc.runtime.data.Sampler;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Batches read ahead are those that the feed has for their steps, however far ahead they are read.
class PrefetchTest {
    private static final int BATCH = 4;
    private static final int SIZE = 12;
    private static final int STEPS = 20;
    private static final DataSettings SETTINGS = new DataSettings(
            "points",
            Optional.empty(),
            BATCH,
            Shuffle.EPOCH,
            LastBatch.KEEP,
            List.of(new Transform.FlipHorizontal(), new Transform.Shift(1)));
    private static final Dataset PICTURES = new Pictures(new Blobs(23, SIZE, 3, 5));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 9})
    void howFarAheadChangesNothing(int ahead) {
        BatchFeed feed = feed();
        try (var batches = new Prefetch(feed(), "image", "kind", 3, ahead)) {
            for (long step = 3; step < STEPS; step++) {
                int count = feed.batchSize(step);
                float[] arena = new float[count * (SIZE + 1)];
                batches.fill(step, program(count), arena);
                assertThat(arena).as("step %d", step).isEqualTo(read(feed, step));
            }
        }
    }

    @Test
    void epochsAndTheirLastBatchesDiffer() {
        BatchFeed feed = feed();
        assertThat(feed.batchSize(5)).isEqualTo(3);
        assertThat(feed.examplesPerEpoch()).isEqualTo(23);
        assertThat(read(feed, 6)).isNotEqualTo(read(feed, 0));
    }

    @Test
    void stepsAreAskedForInTurn() {
        try (var batches = new Prefetch(feed(), "image", "kind", 0, 2)) {
            assertThatThrownBy(() -> batches.fill(1, program(BATCH), new float[BATCH * (SIZE + 1)]))
                    .hasMessage("step 1 was asked for, but 0 is next");
        }
    }

    /// One for each thread that reads.
    private static BatchFeed feed() {
        return new BatchFeed(
                PICTURES,
                new Sampler(PICTURES, SETTINGS, 7),
                new Augmentation(SETTINGS.transforms(), PICTURES.inputShape(), 7));
    }

    /// What the feed has for a step: inputs, then targets.
    private static float[] read(BatchFeed feed, long step) {
        int count = feed.batchSize(step);
        float[] inputs = new float[count * SIZE];
        float[] targets = new float[count];
        feed.read(step, inputs, targets);
        float[] both = Arrays.copyOf(inputs, count * (SIZE + 1));
        System.arraycopy(targets, 0, both, inputs.length, count);
        return both;
    }

    private static ProgramInfo program(int batch) {
        return new ProgramInfo(
                "step",
                batch,
                List.of(new Slot("image", List.of(batch, 1, 4, 3), 0), new Slot("kind", List.of(batch), batch * SIZE)),
                List.of(),
                new StateLayout(List.of()),
                batch * (SIZE + 1));
    }

    /// Points as pictures of 4 x 3.
    private static final class Pictures extends DatasetView {
        Pictures(Dataset points) {
            super(points);
        }

        @Override
        public List<Integer> inputShape() {
            return List.of(1, 4, 3);
        }
    }
}
