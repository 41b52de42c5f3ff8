package dev.bnc.compiler.elaborate;

import static dev.bnc.compiler.elaborate.Sources.MLP;
import static dev.bnc.compiler.elaborate.Sources.elaborate;
import static dev.bnc.compiler.elaborate.Sources.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.program.Role;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ElaboratorTest {
    @Test
    void labelsNameParameters() {
        assertThat(model(MLP).parameters().stream().map(ModelParameter::name))
                .startsWith("h1.dense.weight", "h1.dense.bias", "h1.norm.mean", "h1.norm.var", "h1.norm.gamma")
                .endsWith("h2.norm.beta", "dense1.weight", "dense1.bias");
    }

    @Test
    void expressionsDecideWidths() {
        assertThat(layer(model(MLP), "h2").example()).containsExactly(50);
        assertThat(layer(model(MLP, "width=7"), "h2").example()).containsExactly(3);
    }

    @Test
    void variantReplacesALayerParameter() {
        Model plain =
                elaborate(MLP, ElaborationOptions.variant("plain")).model().orElseThrow();
        assertThat(plain.parameters()).noneMatch(p -> p.role() == Role.GAMMA);
        assertThat(plain.variant()).isEqualTo("plain");
        assertThat(plain.variants()).containsExactly("plain", "fast");
    }

    @Test
    void variantScalesASettingAndReplacesALayerKind() {
        Model fast = elaborate(MLP, ElaborationOptions.variant("fast")).model().orElseThrow();
        assertThat(fast.training().orElseThrow().settings().learningRate()).isEqualTo(0.5);
        assertThat(fast.training().orElseThrow().settings().data().batch()).isEqualTo(120);
        assertThat(ops(fast)).noneMatch(Sigmoid.class::isInstance);
    }

    @Test
    void setChangesDataAndTraining() {
        Model model = model(MLP, "data.shuffle=off", "train.seed=11", "optimizer.momentum=0.9");
        assertThat(model.training().orElseThrow().settings().data().shuffle()).isEqualTo(Shuffle.OFF);
        assertThat(model.training().orElseThrow().settings().seed()).isEqualTo(11);
        assertThat(model.training().orElseThrow().recipe().optimizer().toString())
                .contains("momentum=0.9");
    }

    @Test
    void inceptionBlockWithPairsAndLayerArguments() {
        Model model = model("""
                input x: f32[192, 28, 28]
                defaults { conv { bias = none, pad = same } bn { eps = 1e-3 } }
                block cbr(out, k, stride = 1) { conv out k (stride = stride) -> bn -> relu }
                block inception(one, three, double, pool, proj) {
                  concat {
                    p1: cbr(one, 1x1)
                    p3: cbr(three.in, 1x1) -> cbr(three.out, 3x3)
                    pd: cbr(double.in, 1x1) -> repeat 2 { cbr(double.out, 3x3) }
                    pp: pool 3x3 /1 -> cbr(proj, 1x1)
                  }
                }
                x -> i3a: inception(one = 64, three = 64>64, double = 64>96, pool = avg, proj = 32) expect 256x28x28
                  -> global avg -> output y
                """);
        assertThat(layer(model, "i3a").example()).containsExactly(256, 28, 28);
        assertThat(model.parameters()).noneMatch(p -> p.role() == Role.BIAS);
        assertThat(model.parameters().stream().map(ModelParameter::name))
                .contains("i3a.p1.cbr.conv.weight", "i3a.pd.cbr3.bn.gamma");
        assertThat(ops(model)).filteredOn(AvgPool.class::isInstance).hasSize(1);
        assertThat(ops(model)).filteredOn(Concat.class::isInstance).hasSize(1);
        assertThat(ops(model)).filteredOn(BatchNorm.class::isInstance).allMatch(op -> ((BatchNorm) op).eps() == 1e-3);
    }

    @Test
    void linesAreConvolvedInOneDimension() {
        Model model = model("""
                input sound: f32[2, 100]
                sound -> conv 8 5 /2 (pad = same) -> bn -> relu -> max 2 -> expectation: identity -> output y
                """);
        assertThat(layer(model, "conv1").example()).containsExactly(8, 50);
        assertThat(layer(model, "max1").example()).containsExactly(8, 25);
        assertThat(model.parameters().getFirst().value().shape().sizes()).containsExactly(8, 2, 5);
        assertThat(model.graph().output("y").shape().sizes()).containsExactly(-1, 8, 25);
    }

    @Test
    void samePaddingOfStridedWindowsGoesToTheBottomAndRight() {
        Model model = model("input x: f32[1, 6, 6]\nx -> max 3x3 /2 -> output y\n");
        MaxPool pool = (MaxPool) ops(model).getLast();
        assertThat(pool.window().padding()).hasToString("0,0,1,1");
        assertThat(model.graph().output("y").shape().sizes()).containsExactly(-1, 1, 3, 3);
    }

    @Test
    void residualAndSqueezeExcite() {
        Model model = model("""
                input x: f32[8, 6, 6]
                x -> add { a: conv 8 3x3 (pad = same)
                           b: identity }
                  -> mul { identity
                           global avg -> dense 8 -> sigmoid }
                  -> output y
                """);
        assertThat(model.graph().output("y").shape().sizes()).containsExactly(-1, 8, 6, 6);
        assertThat(model.parameters().stream().map(ModelParameter::name)).contains("a.conv.weight", "dense1.weight");
    }

    @Test
    void statisticsPolicies() {
        Model model = model("""
                input x: f32[8]
                x -> bn (stats = ema(keep = 0.99, unbiased = off)) -> dense 4
                  -> bn (stats = cumulative) -> dense 4 -> bn (stats = recompute(batches = 5), scale = off)
                  -> dense 4 -> bn (stats = frozen, shift = off) -> output y
                """);
        assertThat(ops(model).stream().filter(BatchNorm.class::isInstance).map(op -> ((BatchNorm) op).statistics()))
                .containsExactly(
                        new Statistics.Ema(0.99, false),
                        new Statistics.Cumulative(true),
                        new Statistics.Recompute(5, 0.9, true),
                        new Statistics.Frozen());
    }

    @Test
    void usedFilesGiveTheirBlocks() {
        SourceLoader loader = (user, path) -> {
            if (path.equals("blocks.net")) {
                return SourceFile.of(path, "block twice(n) { repeat 2 { dense n -> relu } }\n");
            }
            throw new FileNotFoundException(path);
        };
        String source = "use \"blocks.net\"\ninput x: f32[4]\nx -> twice(3) -> output y\n";
        Elaboration result = Elaborator.elaborate(SourceFile.of("t.net", source), ElaborationOptions.NONE, loader);
        assertThat(result.model().orElseThrow().parameters().stream().map(ModelParameter::name))
                .containsExactly(
                        "twice1.dense.weight", "twice1.dense.bias", "twice1.dense2.weight", "twice1.dense2.bias");
    }

    @Test
    void forLoopsBindTheirVariable() {
        Model model = model("input x: f32[4]\nx -> l: for w in [8, 16] { dense w -> relu } -> output y\n");
        assertThat(model.parameters().stream().map(ModelParameter::name))
                .containsExactly("l1.dense.weight", "l1.dense.bias", "l2.dense.weight", "l2.dense.bias");
    }

    @Test
    void allErrorsOfAFileAtOnce() {
        assertThat(codes("""
                        input x: f32[3, 8, 8]
                        block f(n, unused) { conv n 3x3 -> rellu }
                        x -> f(4, 1) -> output a
                        x -> dense 10 -> output b
                        x -> conv 8 9x9 -> output c
                        x -> bn (momentum = 0.1) -> output d
                        x -> conv 8 3x3 (strid = 2) -> output e
                        """))
                .containsExactly(
                        DiagnosticCode.UNUSED_PARAMETER,
                        DiagnosticCode.UNKNOWN_NAME,
                        DiagnosticCode.WRONG_RANK,
                        DiagnosticCode.WINDOW_DOES_NOT_FIT,
                        DiagnosticCode.AMBIGUOUS_MOMENTUM,
                        DiagnosticCode.UNKNOWN_KEY);
    }

    @Test
    void wrongSettingsAreErrors() {
        assertThat(codes(MLP.replace("stop = 50000 steps", "stopp = 50000 steps")))
                .containsExactly(DiagnosticCode.UNKNOWN_KEY);
        assertThat(codes(MLP.replace("class[10]", "class[11]"))).containsExactly(DiagnosticCode.LOSS_DOES_NOT_FIT);
        assertThat(codes(MLP.replace("shuffle = epoch", "shuffle = epok")))
                .containsExactly(DiagnosticCode.UNKNOWN_NAME);
        assertThat(codes(MLP.replace("norm = identity", "nrom = identity")))
                .containsExactly(DiagnosticCode.UNKNOWN_KEY);
        assertThat(elaborate(MLP, new ElaborationOptions(Optional.of("plian"), List.of()))
                        .diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(DiagnosticCode.UNKNOWN_VARIANT);
    }

    @Test
    void recursionEnds() {
        assertThat(codes("input x: f32[4]\nblock f(n) { dense n -> f(n) }\nx -> f(3) -> output y\n"))
                .containsExactly(DiagnosticCode.ENDLESS_BLOCK);
    }

    @Test
    void lintsAboutBatchNorm() {
        assertThat(codes("""
                        input x: f32[4]
                        x -> dense 4 bias -> bn -> bn -> dropout 0.5 -> bn -> softmax -> bn -> output y
                        """))
                .containsExactly(
                        DiagnosticCode.DEAD_BIAS,
                        DiagnosticCode.BN_TWICE,
                        DiagnosticCode.BN_AFTER_DROPOUT,
                        DiagnosticCode.BN_AFTER_SOFTMAX);
    }

    private static Layer layer(Model model, String name) {
        return model.layers().stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Op> ops(Model model) {
        return model.graph().nodes().stream().<Op>map(n -> n.op()).toList();
    }

    private static List<DiagnosticCode> codes(String source) {
        return Sources.codes(source, ElaborationOptions.NONE);
    }
}
