package dev.bnc.compiler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.data.DataException;
import org.junit.jupiter.api.Test;

class ProgramGraphTest {
    @Test
    void aBatchThatNoArrayHoldsIsRefused() {
        Model model = SmallTraining.model("""
                net wide
                input row: f32[1000]
                row -> dense 1000 -> relu -> dense 900 -> sigmoid -> dense 800 -> output y
                """);
        assertThatThrownBy(() -> Compiler.inferenceProgram(model, 2_000_000).plan())
                .isInstanceOf(DataException.class)
                .hasMessage("wide: a batch of 2,000,000 examples needs more memory than can be addressed (8 GB)"
                        + "\n  = help: use a smaller batch: `--set data.batch=...`");
    }
}
