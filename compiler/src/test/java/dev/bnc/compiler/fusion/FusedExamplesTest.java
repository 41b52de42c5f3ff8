package dev.bnc.compiler.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Remark;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The nets that come with bnc, fused, with weights drawn from a seed. Images are small, but with the tag `long`: the nets are
/// the same.
class FusedExamplesTest {
    private static final double FLOAT_ROUNDING = 1e-5;
    private static final String SMALL = "size: int = 32";

    /// Nets with batch norms between a concat or a pool and a nonlinearity.
    private static final List<String> KEEPING = List.of("densenet121.net", "recipe.net");

    static List<Path> nets() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../examples"), 2)) {
            return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void noBatchNormIsLeftOrARemarkSaysWhy(Path net) throws IOException {
        ModelFusion.Folded folded = fold(model(net, SMALL));
        Graph graph = folded.model().graph();
        assertThat(graph.nodes()).noneMatch(n -> n.op() instanceof BatchNorm);
        Set<String> named = folded.passes().remarks().stream()
                .filter(r -> r.kind() == Remark.Kind.MISSED && r.finding().isPresent())
                .map(r -> r.where().layer())
                .collect(Collectors.toSet());
        assertThat(graph.nodes())
                .filteredOn(n -> n.op() instanceof ChannelScale)
                .allSatisfy(n -> assertThat(named).contains(n.origin().layer()));
        if (KEEPING.stream().noneMatch(net::endsWith)) {
            assertThat(named).isEmpty();
            Plan plan = Compiler.inferenceProgram(folded.model(), 1).plan();
            assertThat(plan.steps())
                    .filteredOn(Elementwise.class::isInstance)
                    .as("a global mean's factor, and a sum before the padding of the first layer")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void fusedNetsAgreeOnTenExamples(Path net) throws IOException {
        Agreement agreement = agreement(model(net, SMALL));
        assertThat(agreement.seeds()).hasSize(10);
        assertThat(agreement.program()).isLessThan(FLOAT_ROUNDING);
        agreement.exact().ifPresent(exact -> assertThat(exact).isLessThan(FLOAT_ROUNDING));
    }

    @ParameterizedTest
    @MethodSource("nets")
    @Tag("long")
    void fusedNetsAgreeOnTenExamplesOfFullSize(Path net) throws IOException {
        Agreement agreement = agreement(model(net, "size: int = 224"));
        assertThat(agreement.seeds()).hasSize(10);
        assertThat(agreement.program()).isLessThan(FLOAT_ROUNDING);
    }

    private static Agreement agreement(Model model) {
        ModelFusion.Folded folded = fold(model);
        return new Measurement(folded.unfused(), folded.model(), folded.pixels()).agreement(10);
    }

    private static ModelFusion.Folded fold(Model model) {
        Optional<Task> task = model.training().map(FusedExamplesTest::task);
        TrainedModel trained = RandomWeights.of(model, 17, task);
        return ModelFusion.fold(trained, PixelScale.BYTES, PassRunner.quiet());
    }

    private static Task task(Training training) {
        TrainSettings settings = training.settings();
        List<Transform.Normalize> normalize = settings.data().transforms().stream()
                .filter(Transform.Normalize.class::isInstance)
                .map(Transform.Normalize.class::cast)
                .toList();
        return new Task("data", settings.target(), settings.prediction(), settings.loss(), normalize, List.of());
    }

    private static Model model(Path net, String size) throws IOException {
        String text = Files.readString(net).replaceFirst("size: int = 224", size);
        return Compiler.elaborate(SourceFile.of(net.toString(), text), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
    }
}
