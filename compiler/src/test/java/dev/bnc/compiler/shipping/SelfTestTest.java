package dev.bnc.compiler.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.SmallModels;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.WorkerPool;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    private static final WorkerPool POOL = new ThreadPool(1);

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aModelPassesFusedAndNot() {
        TrainedModel model = SmallModels.small();
        Goldens goldens = RecordGoldens.of(model, List.of(new float[72]), POOL);
        assertThat(goldens.examples()).isEqualTo(5);
        assertThat(goldens.real()).isEqualTo(1);
        assertThat(goldens.source()).isEqualTo(Goldens.Source.REFERENCE);
        assertThat(goldens.example(4)).containsOnly(0);
        assertThat(goldens.example(0)).doesNotHaveDuplicates();
        for (float pixel : goldens.example(0)) {
            assertThat(pixel).isBetween(0f, 1f);
        }
        for (TrainedModel made : List.of(model, Compiler.fuse(model).model())) {
            SelfTest test = SelfTest.of(made, goldens, Backend.jvm(), POOL);
            assertThat(test.passed()).isTrue();
            assertThat(test.largest()).isLessThan(1e-5);
        }
        assertThat(SelfTest.of(model, goldens, Backend.reference(), POOL).largest())
                .isZero();
    }

    @Test
    void aChangedWeightAndNoNumberFail() {
        TrainedModel model = SmallModels.small();
        Goldens goldens = RecordGoldens.of(model, List.of(), POOL);
        SelfTest changed = SelfTest.of(with(model, 0.01f), goldens, Backend.jvm(), POOL);
        assertThat(changed.passed()).isFalse();
        assertThat(changed.output()).isEqualTo("logits");
        SelfTest none = SelfTest.of(with(model, Float.NaN), goldens, Backend.jvm(), POOL);
        assertThat(none.largest()).isInfinite();
        assertThat(none.passed()).isFalse();
    }

    private static TrainedModel with(TrainedModel model, float added) {
        NamedTensor bias = model.weights().getLast();
        float[] values = bias.storage().clone();
        values[1] += added * Math.max(1, Math.abs(values[1])) * 10;
        return model.with(List.of(NamedTensor.of(bias.name(), bias.shape(), values)));
    }
}
