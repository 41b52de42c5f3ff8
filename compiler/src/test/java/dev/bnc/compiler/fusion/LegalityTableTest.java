package dev.bnc.compiler.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.train.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The rows of the table in docs/fusion.md, as a user meets them: a net with weights drawn from a seed, the graph of the fused
/// model, and the remarks. Both models are run and compared.
///
/// A file is the net, then `== numbers` with lines `name 1 -2 0.5` (again and again, until the parameter is full), if the seed's
/// are not wanted; `== normalize MEAN DEVIATION` before it, if the data are normalized. Run with `-Dgolden.update` to write
/// what follows.
class LegalityTableTest {
    private static final Path GOLDEN = Path.of("src/test/golden/LegalityTable");
    private static final Pattern WORDS = Pattern.compile(" +");
    private static final long SEED = 5;
    private static final double FLOAT_ROUNDING = 1e-5;

    @TestFactory
    Stream<DynamicTest> rows() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            List<Path> all = files.sorted().toList();
            return all.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
        }
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        int result = text.indexOf("== fused\n");
        String given = result < 0 ? text : text.substring(0, result);
        int settings = given.indexOf("== ");
        String source = settings < 0 ? given : given.substring(0, settings);
        Model model = Compiler.elaborate(SourceFile.of("net.net", source), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
        List<String> lines = settings < 0
                ? List.of()
                : given.substring(settings).lines().toList();
        TrainedModel trained = trained(model, lines);
        ModelFusion.Folded folded = ModelFusion.fold(trained, PixelScale.UNIT, PassRunner.quiet());
        Fused fused = folded.measured();
        List<Diagnostic> remarks = RemarkDiagnostics.of(folded.passes().remarks(), model);
        String actual = "== fused\n" + GraphPrinter.print(fused.model().graph()) + "== remarks\n"
                + DiagnosticRenderer.plain().render(remarks);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, given + actual);
        } else {
            assertThat(result < 0 ? "" : text.substring(result)).isEqualTo(actual);
        }
        assertThat(fused.certificate().agreement().exact().orElseThrow()).isLessThan(FLOAT_ROUNDING);
        assertThat(fused.certificate().agreement().program()).isLessThan(FLOAT_ROUNDING);
        boolean keeps = file.getFileName().toString().startsWith("keeps-");
        assertThat(fused.certificate().kept().isEmpty())
                .as("something is kept, as the file's name says")
                .isEqualTo(!keeps);
    }

    private static TrainedModel trained(Model model, List<String> lines) {
        Optional<Task> task = lines.stream()
                .filter(l -> l.startsWith("== normalize"))
                .map(l -> WORDS.split(l))
                .map(l -> new Transform.Normalize(List.of(Double.valueOf(l[2])), List.of(Double.valueOf(l[3]))))
                .map(n -> new Task("some", "label", "y", Loss.CROSS_ENTROPY, List.of(n), List.of()))
                .findFirst();
        TrainedModel random = RandomWeights.of(model, SEED, task);
        List<NamedTensor> weights = new ArrayList<>(random.weights());
        for (String line : lines) {
            if (!line.startsWith("==")) {
                weights.replaceAll(w -> line.startsWith(w.name() + " ") ? given(w, line) : w);
            }
        }
        return new TrainedModel(
                random.name(), random.variant(), random.graph(), random.roles(), weights, random.task());
    }

    private static NamedTensor given(NamedTensor weight, String line) {
        double[] numbers = Arrays.stream(WORDS.split(line))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .toArray();
        float[] values = new float[weight.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i % numbers.length];
        }
        return NamedTensor.of(weight.name(), weight.shape(), values);
    }
}
