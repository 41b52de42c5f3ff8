package dev.bnc.compiler.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.Loss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelFusionTest {
    private static final double FLOAT_ROUNDING = 1e-5;

    private static final String SMALL = """
            input image: f32[3, 6, 6]
            image -> c1: conv 4 3x3 (bias = none) -> n1: bn -> relu -> c2: conv 2 1x1 -> n2: bn -> flatten
              -> d: dense 2 -> output y
            """;

    @Test
    void batchNormsBecomeWeightsAndBiases() {
        Fused fused = Compiler.fuse(RandomWeights.of(SMALL, 1));
        assertThat(GraphPrinter.print(fused.model().graph())).isEqualTo("""
                @c1.weight.folded f32[4,3,3,3]
                @c1.bias.folded f32[4]
                @c2.weight.folded f32[2,4,1,1]
                @c2.bias.folded f32[2]
                @d.weight f32[2,32]
                @d.bias f32[2]
                %0 = input {name=image} f32[N,3,6,6]
                %1 = conv2d(%0, @c1.weight.folded) {kernel=3x3} f32[N,4,4,4]  // c1 net.net:2:10
                %2 = bias_add(%1, @c1.bias.folded) f32[N,4,4,4]  // n1 net.net:2:42
                %3 = relu(%2) f32[N,4,4,4]  // relu1 net.net:2:52
                %4 = conv2d(%3, @c2.weight.folded) {kernel=1x1} f32[N,2,4,4]  // c2 net.net:2:60
                %5 = bias_add(%4, @c2.bias.folded) f32[N,2,4,4]  // c2 net.net:2:60
                %6 = reshape(%5) {shape=[N,32]} f32[N,32]  // flatten1 net.net:2:88
                %7 = matmul(%6, @d.weight) {transposeB=true} f32[N,2]  // d net.net:3:6
                %8 = bias_add(%7, @d.bias) f32[N,2]  // d net.net:3:6
                output y = %8
                """);
    }

    @Test
    void normalizationBecomesPartOfTheFirstLayer() {
        var task = new Task(
                "cifar",
                "digit",
                "y",
                Loss.CROSS_ENTROPY,
                List.of(new Transform.Normalize(List.of(0.4, 0.5, 0.3), List.of(0.2, 0.25, 0.3))),
                List.of());
        TrainedModel model = RandomWeights.of(SMALL, 2, Optional.of(task));
        for (PixelScale pixels : PixelScale.values()) {
            Fused fused = Compiler.fuse(model, pixels);
            assertThat(fused.model().graph().nodes())
                    .hasSameSizeAs(Compiler.fuse(model).model().graph().nodes());
            assertThat(fused.certificate().agreement().exact().orElseThrow()).isLessThan(FLOAT_ROUNDING);
            assertThat(fused.certificate().agreement().program()).isLessThan(FLOAT_ROUNDING);
        }
        assertThat(Compiler.fuse(model).model().task().orElseThrow().transforms())
                .isEmpty();
        assertThat(Compiler.fuse(model, PixelScale.BYTES)
                        .model()
                        .task()
                        .orElseThrow()
                        .transforms())
                .containsExactly(new Transform.Normalize(List.of(0.0), List.of(1 / 255.0)));
    }

    @Test
    void weightsOfTheTrainedModelStayAsTheyAre() {
        TrainedModel model = RandomWeights.of(SMALL, 3);
        float[] before = model.state();
        Fused fused = Compiler.fuse(model);
        assertThat(model.state()).containsExactly(before);
        assertThat(fused.model().weights())
                .extracting(NamedTensor::name)
                .containsExactlyElementsOf(fused.model().graph().parameters().stream()
                        .map(p -> p.name())
                        .toList());
        assertThat(fused.model().roles()).containsEntry("c1.bias.folded", Role.BIAS);
        assertThat(fused.model().roles()).containsEntry("c1.weight.folded", Role.WEIGHT);
    }

    @Test
    void fusingTwiceChangesNothingMore() {
        TrainedModel once = Compiler.fuse(RandomWeights.of(SMALL, 4)).model();
        TrainedModel twice = Compiler.fuse(once).model();
        assertThat(twice.graph()).isEqualTo(once.graph());
        assertThat(twice.state()).containsExactly(once.state());
    }

    @Test
    void theCertificateSaysWhatWasFoldedWhereAndWhatWasNot() {
        FusionCertificate certificate = Compiler.fuse(RandomWeights.of("""
                        input image: f32[3, 6, 6]
                        image -> c1: conv 4 3x3 -> n1: bn -> relu -> n2: bn -> relu -> c2: conv 2 1x1 -> output y
                        """, 5)).certificate();
        assertThat(certificate.rewrites())
                .containsExactly(new FusionCertificate.Rewrite(
                        "FoldIntoProducers",
                        "BNC0601",
                        new Origin("n1", "net.net", 2, 28),
                        List.of(new Origin("c1", "net.net", 2, 10)),
                        "`n1` was folded into `c1`"));
        assertThat(certificate.kept())
                .containsExactly(new FusionCertificate.Kept(
                        "BNC0612", new Origin("n2", "net.net", 2, 46), "`n2` was not folded: `relu1` is not linear"));
        assertThat(certificate.agreement().seeds()).hasSize(10);
        assertThat(certificate.agreement().exactSeeds()).isEqualTo(10);
    }

    @Test
    void passesCanBeStoppedToFindTheOneThatDoesHarm() {
        TrainedModel model = RandomWeights.of(SMALL, 6);
        for (String pass : Pipelines.passNames()) {
            if (Pipelines.INFERENCE.passes().stream().anyMatch(p -> p.name().equals(pass))) {
                PassRunner runner = PassRunner.quiet().stoppingAfter(pass);
                ModelFusion.Folded folded = ModelFusion.fold(model, PixelScale.UNIT, runner);
                assertThat(folded.passes().reports().getLast().pass()).isEqualTo(pass);
                Agreement agreement = folded.measured().certificate().agreement();
                assertThat(agreement.program()).as(pass).isLessThan(FLOAT_ROUNDING);
            }
        }
    }
}
