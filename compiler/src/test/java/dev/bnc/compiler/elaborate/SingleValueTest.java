package dev.bnc.compiler.elaborate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SingleValueTest {
    private static final String NET = """
            input image: f32[1, 28, 28]
            label digit: class[10]
            image -> flatten -> dense 100 -> bn -> sigmoid -> dense 10 -> output logits
            data digits {
              batch = 48, last = keep
            }
            train {
              loss      = cross_entropy(logits, digit)
              optimizer = sgd(lr = 0.1)
              stop      = 1 epoch
            }
            """;

    @Test
    void aLastBatchOfOneIsRefusedWithTheNumbers() {
        Model model = Sources.model(NET);
        String error = DiagnosticRenderer.plain()
                .render(SingleValue.inLastBatch(model, 1201).stream().toList());
        assertThat(error).isEqualTo("""
                error[BNC0402]: `bn1` would get a single value per channel in the last batch of every epoch
                  --> test.net:3:34
                   |
                3  | image -> flatten -> dense 100 -> bn -> sigmoid -> dense 10 -> output logits
                   |                                  ^^ the variance of one value is undefined
                4  | data digits {
                5  |   batch = 48, last = keep
                   |   ---------- 1,201 training examples = 25 batches of 48 and one batch of 1
                   = help: let the last batch go
                5  |   batch = 48, last = drop
                   |                      ~~~~
                   = help: or join it to the one before
                5  |   batch = 48, last = merge
                   |                      ~~~~~
                """);
    }

    @Test
    void otherLastBatchesAreFine() {
        assertThat(SingleValue.inLastBatch(Sources.model(NET), 1202)).isEmpty();
        assertThat(SingleValue.inLastBatch(Sources.model(NET, "data.last=drop"), 1201))
                .isEmpty();
        assertThat(SingleValue.inLastBatch(Sources.model(NET, "data.last=merge"), 1201))
                .isEmpty();
        assertThat(SingleValue.inLastBatch(Sources.model(NET.replace("-> bn", "-> layer_norm")), 1201))
                .isEmpty();
        assertThat(SingleValue.inLastBatch(Sources.model(NET.replace("-> bn", "-> bn(stats = frozen)")), 1201))
                .isEmpty();
    }

    @Test
    void imagesHaveOneValueAPositionToo() {
        String image = NET.replace("image -> flatten -> dense 100 -> bn", "image -> conv 8 3x3 -> bn -> global avg");
        assertThat(SingleValue.inLastBatch(Sources.model(image), 1201)).isEmpty();
    }

    @Test
    void placesOfTheCommandLineAreShownAsTyped() {
        var options = new ElaborationOptions(Optional.empty(), List.of("data.batch=100"));
        Model model = Sources.elaborate(NET, options).model().orElseThrow();
        assertThat(DiagnosticRenderer.plain()
                        .render(SingleValue.inLastBatch(model, 1201).stream().toList()))
                .contains("--> --set:1:1\n   |\n1  | data.batch=100\n");
    }
}
