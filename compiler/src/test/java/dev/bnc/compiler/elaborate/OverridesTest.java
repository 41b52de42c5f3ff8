package dev.bnc.compiler.elaborate;

import static dev.bnc.compiler.elaborate.Sources.MLP;
import static dev.bnc.compiler.elaborate.Sources.codes;
import static dev.bnc.compiler.elaborate.Sources.elaborate;
import static dev.bnc.compiler.elaborate.Sources.model;
import static dev.bnc.compiler.elaborate.Sources.rendered;
import static dev.bnc.compiler.elaborate.Sources.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.train.Patience;
import dev.bnc.runtime.train.Remainder;
import dev.bnc.runtime.train.Schedule;
import dev.bnc.runtime.train.Span;
import dev.bnc.runtime.train.Stop;
import dev.bnc.runtime.train.TrainSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverridesTest {
    private static final String CONVOLUTIONAL = """
            input image: f32[3, 8, 8]
            image -> conv 8 3x3 /2 (bias = none) -> bn -> relu -> max 2x2 /1 -> output y
            variant plain { bn = off }
            variant fair { bn = off, conv.bias = zeros }
            variant average { max = avg }
            """;

    @Test
    void wrongSettingsOfTheCommandLineAreShownAsTyped() {
        assertThat(rendered(MLP, set("data.batch=60", "widht=5"))).isEqualTo("""
                error[BNC0202]: there is no setting `widht`
                  --> --set:1:1
                   |
                1  | widht=5
                   | ^^^^^
                   = help: did you mean `width`?
                1  | width=5
                   | ~~~~~
                """);
        assertThat(rendered(MLP, set("data.shuffle=epock"))).isEqualTo("""
                error[BNC0201]: expected `epoch`, `once`, `off` or `stratified`, found `epock`
                  --> --set:1:14
                   |
                1  | data.shuffle=epock
                   |              ^^^^^
                   = help: did you mean `epoch`?
                1  | data.shuffle=epoch
                   |              ~~~~~
                """);
        assertThat(rendered(MLP, set("optimizer.lr=")))
                .startsWith("error[BNC0101]")
                .contains("1  | optimizer.lr=\n")
                .doesNotContain("variant");
    }

    @Test
    void whatCannotBeChangedSaysWhatToDoInstead() {
        assertThat(rendered(MLP, set("data.train.zoom=0.2"))).isEqualTo("""
                error[BNC0202]: `train.zoom` is no setting: transforms cannot be changed from outside
                  --> --set:1:6
                   |
                1  | data.train.zoom=0.2
                   |      ^^^^^^^^^^
                   = help: give the net a parameter, write it into the transform, as in `zoom amount`, and set that
                """);
        assertThat(rendered(MLP, set("schedule.by=0.5"))).isEqualTo("""
                error[BNC0202]: `schedule.by` is not set, so it cannot be changed
                  --> --set:1:1
                   |
                1  | schedule.by=0.5
                   | ^^^^^^^^^^^
                   = help: there is no `schedule` yet: set it as a whole first, `schedule = ...`
                """);
    }

    @Test
    void aSettingIsOneSetting() {
        for (String text : List.of("", "width=5 } input y: f32[3", "# nonsense")) {
            Elaboration result = elaborate(MLP, set(text));
            assertThat(result.hasErrors()).as(text).isTrue();
            assertThat(result.diagnostics())
                    .allSatisfy(d -> assertThat(d.span().file().text()).isEqualTo(text));
        }
    }

    @Test
    void anUnknownVariantIsShownAsTyped() {
        var options = new ElaborationOptions(Optional.of("plian"), List.of());
        assertThat(rendered(MLP, options)).isEqualTo("""
                error[BNC0210]: there is no variant `plian`
                  --> --variant:1:1
                   |
                1  | plian
                   | ^^^^^
                   = help: did you mean `plain`?
                1  | plain
                   | ~~~~~
                """);
        assertThat(codes(MLP, ElaborationOptions.variant("base"))).isEmpty();
    }

    @Test
    void argumentsGivenByPlaceCanBeChangedByName() {
        String source = MLP.replace("sgd(lr = 0.1)", "sgd(0.1)")
                .replace("seed = 7", "seed = 7, schedule = step(0.5, 10 epochs)");
        Model model = model(source, "optimizer.lr*=5", "schedule.by=0.1", "optimizer.momentum=0.9");
        assertThat(model.training().orElseThrow().settings().learningRate()).isEqualTo(0.5);
        assertThat(model.training().orElseThrow().settings().schedule().toString())
                .contains("0.1");
    }

    @Test
    void aBareWordCanBeGivenArguments() {
        String source = MLP.replace("seed = 7", "seed = 7, schedule = cosine");
        assertThat(model(source, "schedule.floor=0.25")
                        .training()
                        .orElseThrow()
                        .settings()
                        .schedule()
                        .toString())
                .contains("0.25");
    }

    @Test
    void labelsCanBeSmoothedFromOutside() {
        String source = MLP.replace("seed = 7", "seed = 7, schedule = warmup(over = 2000 steps, then = cosine())");
        Training training = model(source, "loss.smoothing=0.1").training().orElseThrow();
        assertThat(training.recipe().objective().smoothing()).isEqualTo(0.1);
        assertThat(training.settings().schedule())
                .isEqualTo(new Schedule.WarmUp(0, Span.steps(2000), new Schedule.Cosine(Span.steps(48_000), 0)));
        assertThat(model(source.replace("over = 2000 steps", "over = 2 epochs"))
                        .training()
                        .orElseThrow()
                        .settings()
                        .schedule())
                .isEqualTo(new Schedule.WarmUp(
                        0, Span.epochs(2), new Schedule.Cosine(new Remainder(Span.steps(50_000), Span.epochs(2)), 0)));
        assertThat(codes(
                        MLP.replace("seed = 7", "seed = 7, schedule = warmup(over = 50000 steps)"),
                        ElaborationOptions.NONE))
                .containsExactly(DiagnosticCode.BAD_VALUE);
        assertThat(codes(MLP, new ElaborationOptions(Optional.empty(), List.of("loss.smoothing=1"))))
                .containsExactly(DiagnosticCode.BAD_VALUE);
    }

    @Test
    void ratesAndEndsCanDependOnWhatIsWatched() {
        String source = MLP.replace("50000 steps", "9 epochs or plateau(3 epochs, watch = loss) or 2 h")
                .replace("seed = 7", "seed = 7, schedule = plateau(0.1, 2 epochs, least = 0.01)");
        TrainSettings settings =
                model(source, "schedule.floor=0.05").training().orElseThrow().settings();
        assertThat(settings.schedule())
                .isEqualTo(
                        new Schedule.Plateau(0.1, new Patience(Patience.Measure.ACCURACY, Span.epochs(2), 0.01), 0.05));
        assertThat(settings.stop())
                .isEqualTo(new Stop(
                        Optional.of(Span.epochs(9)),
                        Optional.of(Duration.ofHours(2)),
                        Optional.of(new Patience(Patience.Measure.LOSS, Span.epochs(3), 0))));
        assertThat(rendered(MLP, set("train.stop=plateau(3 epochs)"))).isEqualTo("""
                error[BNC0209]: a measure may improve for ever: add the most steps, epochs or time, such as `60 epochs or plateau(3 epochs)`
                  --> --set:1:12
                   |
                1  | train.stop=plateau(3 epochs)
                   |            ^^^^^^^^^^^^^^^^^ this is plateau(...)
                """);
        String squares = MLP.replace("cross_entropy(", "mse(");
        assertThat(codes(squares, set("train.stop=9 epochs or plateau(3 epochs, watch = accuracy)")))
                .containsExactly(DiagnosticCode.BAD_VALUE);
        assertThat(codes(MLP, set("train.stop=9 epochs or early(3 epochs)")))
                .containsExactly(DiagnosticCode.UNKNOWN_NAME);
    }

    @Test
    void aSubstituteKeepsTheArgumentsItTakes() {
        Model average = elaborate(CONVOLUTIONAL, ElaborationOptions.variant("average"))
                .model()
                .orElseThrow();
        assertThat(average.graph().nodes()).anyMatch(n -> n.op() instanceof AvgPool);
        assertThat(average.graph().output("y").shape().sizes()).containsExactly(-1, 8, 3, 3);
        assertThat(model(MLP, "sigmoid=elu(alpha = 0.5)").graph().nodes()).anyMatch(n -> n.op().equals(new Elu(0.5)));
    }

    @Test
    void batchNormTakenOutLeavesLayersWithoutBias() {
        List<Diagnostic> plain =
                elaborate(CONVOLUTIONAL, ElaborationOptions.variant("plain")).diagnostics();
        assertThat(plain).extracting(Diagnostic::code).containsExactly(DiagnosticCode.BN_OFF_WITHOUT_BIAS);
        assertThat(plain.getFirst().primary().text()).isEqualTo("1 layer has no bias: conv1");
        // `bias = none` stands with the layer itself, which no variant changes.
        assertThat(codes(CONVOLUTIONAL, ElaborationOptions.variant("fair")))
                .containsExactly(DiagnosticCode.BN_OFF_WITHOUT_BIAS);
        String defaults = CONVOLUTIONAL.replace(" (bias = none)", "") + "defaults { conv { bias = none } }\n";
        assertThat(codes(defaults, ElaborationOptions.variant("plain")))
                .containsExactly(DiagnosticCode.BN_OFF_WITHOUT_BIAS);
        assertThat(codes(defaults, ElaborationOptions.variant("fair"))).isEmpty();
    }

    @Test
    void settingsThatChangeNothingAreToldOf() {
        assertThat(codes(MLP, set("tanh=relu"))).containsExactly(DiagnosticCode.NO_EFFECT);
        assertThat(codes(MLP, set("conv.bias=none"))).containsExactly(DiagnosticCode.NO_EFFECT);
        assertThat(codes(MLP, set("dense.bias=none"))).isEmpty();
    }

    @Test
    void endlessChainsOfChangesAreRefused() {
        String[] doubled = new String[400];
        Arrays.fill(doubled, "optimizer.lr*=2");
        assertThat(codes(MLP, set(doubled))).containsExactly(DiagnosticCode.TOO_LARGE);
    }
}
