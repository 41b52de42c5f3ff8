package dev.bnc.compiler.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Weights;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    /// `n0` folds into the convolution before it. `n1` is behind a max pool, and its factor may be negative.
    private static final String NET = """
            net two
            input image: f32[3, 8, 8]
            image -> stem: conv 4 3x3 -> n0: bn -> relu -> max 2x2 -> n1: bn -> relu -> flatten -> dense 3 -> output logits
            """;

    private static final Pattern BOX = Pattern.compile("<g class=\"n([^\"]*)\" tabindex=\"0\" data-l=\"([^\"]*)\"");

    @Test
    void bothSidesAreDrawnAndBatchNormsAreFoundAgain() {
        String page = ComparisonPage.of(Comparison.of(model("two.net", NET)));
        List<String> sides = List.of(page.split("<figcaption>", -1));
        assertThat(boxes(sides.get(1)))
                .containsExactly("stem w", "n0 bn", "relu1 ", "max1 ", "n1 bn", "relu2 ", "flatten1 ", "dense1 w");
        assertThat(boxes(sides.get(2)))
                .containsExactly("stem into", "relu1 ", "max1 ", "n1 bn", "relu2 ", "flatten1 ", "dense1 w");
        assertThat(page)
                .contains("<h2>Nodes</h2><b>8 → 7</b><span class=\"less\">−12.5 %</span>")
                .contains("<h2>Batch norms</h2><b>2 → 1</b>")
                .contains("What the folds did: 1 done, 1 not")
                .contains(
                        "<tr class=\"folded\" data-l=\"n0\"><td>✓</td><td>n0</td><td>two.net:3:30</td><td>`n0` was folded into `stem`</td></tr>")
                .contains("<tr class=\"kept\" data-l=\"n1\"><td>✗</td><td>n1</td>")
                .containsPattern("<td>`n1` was not folded: [a-z][^<]+</td>")
                .contains("⊕ n0 is folded into it")
                .contains("data-l=\"stem\" data-r=\"n0\"")
                .doesNotContain("data-r=\"n1\"")
                .contains(">4×6×6</text>")
                .doesNotContain("Both compute the same");
    }

    @Test
    void aModelIsMeasured() {
        assertThat(ComparisonPage.of(Comparison.of(trained(model("two.net", NET)))))
                .containsPattern("outputs differ by at most [0-9.]+e-0[0-9] of the largest");
    }

    @Test
    void aParameterComputedByAFoldIsOneParameter() {
        Comparison comparison = Comparison.of(model("two.net", NET));
        assertThat(comparison.after().parameters()).extracting(Value::name).contains("stem.folded", "dense1.weight");
        assertThat(comparison.after().nodes())
                .noneMatch(n -> !n.inputs().isEmpty() && n.inputs().stream().allMatch(Value::isParameter));
    }

    @Test
    void nothingOfThePageComesFromElsewhere() {
        String page = ComparisonPage.of(Comparison.of(model("two.net", NET)));
        assertThat(page)
                .contains(
                        "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"")
                .doesNotContain("http:", "https:", "src=", "@import", "url(", "fetch(", "XMLHttpRequest");
    }

    @Test
    void namesCannotBecomeMarkup() {
        String page = ComparisonPage.of(Comparison.of(model("\"><script>alert('&')</script>.net", NET)));
        assertThat(page)
                .doesNotContain("alert('")
                .contains("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;.net:3:30");
        assertThat(Markup.escaped("a\u0000b\u0085\ud800c\n\uffffé𝄞")).isEqualTo("a�b��c&#10;�é𝄞");
    }

    @Test
    void equalNetsGiveEqualPages() {
        assertThat(ComparisonPage.of(Comparison.of(model("two.net", NET))))
                .isEqualTo(ComparisonPage.of(Comparison.of(model("two.net", NET))));
    }

    @Test
    void amountsAreShort() {
        assertThat(Amount.of(999, "B")).isEqualTo("999 B");
        assertThat(Amount.of(999_960, "B")).isEqualTo("1.0 MB");
        assertThat(Amount.of(1234, "")).isEqualTo("1.2 k");
        assertThat(Amount.change(69, 0, "")).isEqualTo("69 → 0");
        assertThat(Amount.change(1500, 1400, "B")).isEqualTo("1,500 → 1,400 B");
        assertThat(Amount.change(4_096_000_000L, 4_085_000_000L, "FLOP")).isEqualTo("4.10 → 4.09 GFLOP");
    }

    private static List<String> boxes(String side) {
        return BOX.matcher(side).results().map(ComparisonPageTest::box).toList();
    }

    private static String box(MatchResult found) {
        return found.group(2) + " " + found.group(1).strip();
    }

    private static Model model(String file, String text) {
        var elaboration =
                Compiler.elaborate(SourceFile.of(file, text), new ElaborationOptions(Optional.empty(), List.of()));
        return elaboration.model().orElseThrow(() -> new AssertionError(elaboration.diagnostics()));
    }

    private static TrainedModel trained(Model model) {
        StateLayout layout = Compiler.inferenceProgram(model, 1).state();
        var roles = model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, ModelParameter::role));
        return new TrainedModel(
                model.name(),
                "",
                model.graph(),
                roles,
                Weights.of(layout, InitialState.of(layout, 1)),
                Optional.empty());
    }
}
