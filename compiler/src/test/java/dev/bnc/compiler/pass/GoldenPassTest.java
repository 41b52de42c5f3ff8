package dev.bnc.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Runs each pass on the graphs in `src/test/golden/PASS/*.txt` and compares the whole result.
///
/// A file is `== before: STAGE`, a graph, `== after`, the graph the pass makes of it, `== remarks` and what it says. With lines
/// `== numbers` and `@name 1 -2 0.5` behind the graph, the pass knows the parameters: those numbers (again and again, until a
/// parameter is full), and positive ones for the others. Run with `-Dgolden.update` to write the results into the files.
class GoldenPassTest {
    private static final Path GOLDEN = Path.of("src/test/golden");
    private static final String BEFORE = "== before: ";
    private static final String AFTER = "== after\n";
    private static final String REMARKS = "== remarks\n";
    private static final long SEED = 11;

    @TestFactory
    Stream<DynamicTest> goldenFiles() throws IOException {
        return files().stream().map(file -> DynamicTest.dynamicTest(GOLDEN.relativize(file).toString(), () -> check(file)));
    }

    @Test
    void everyPassHasAGoldenThatChangesSomethingAndOneThatKeeps() throws IOException {
        List<Path> files = files();
        for (Pass pass : passes()) {
            List<Path> own = files.stream()
                    .filter(f -> isOf(pass, f))
                    .toList();
            assertThat(own).as(pass.name()).anyMatch(f -> !isKeeps(f)).anyMatch(GoldenPassTest::isKeeps);
        }
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        int after = text.indexOf(AFTER);
        String header = text.substring(0, text.indexOf('\n'));
        Stage stage = Stage.valueOf(header.substring(BEFORE.length()).toUpperCase(Locale.ROOT));
        var given = GoldenGraph.read(text.substring(header.length(), after < 0 ? text.length() : after), SEED);
        Graph before = given.graph();
        GraphVerifier.verify(before, stage);
        Pass pass = passes().stream()
                .filter(p -> isOf(p, file))
                .findFirst()
                .orElseThrow();

        var remarks = new Remarks(pass.name());
        Graph rewritten = pass.run(before, given.known(), remarks);
        String said = remarks.list().stream().map(r -> r + "\n").collect(Collectors.joining());
        String result = AFTER + GraphPrinter.print(rewritten) + REMARKS + said;
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, (after < 0 ? text : text.substring(0, after)) + result);
        } else {
            assertThat(after < 0 ? "" : text.substring(after)).isEqualTo(result);
        }
        checkMeaning(pass, stage, given, rewritten);
        if (isKeeps(file)) {
            assertThat(rewritten).as("the graph is kept").isSameAs(before);
        } else {
            assertThat(rewritten).as("the graph changes").isNotEqualTo(before);
        }
    }

    private static void checkMeaning(Pass pass, Stage stage, GoldenGraph given, Graph rewritten) {
        GraphVerifier.verify(rewritten, stage);
        Graph before = given.graph();
        Graph again = pass.run(rewritten, given.known(), new Remarks(pass.name()));
        assertThat(again).as("run again").isSameAs(rewritten);
        Equivalence.assertEqualNumbers(before.atBatch(3), rewritten.atBatch(3), SEED, given.numbers());
        for (long seed = 0; seed < 5; seed++) {
            Graph reordered = pass.run(Shuffled.of(before, seed), given.known(), new Remarks(pass.name()));
            assertThat(reordered.nodes()).as("order %d", seed).hasSameSizeAs(rewritten.nodes());
            Equivalence.assertEqualNumbers(before.atBatch(3), reordered.atBatch(3), SEED, given.numbers());
        }
    }

    private static boolean isOf(Pass pass, Path file) {
        return GOLDEN.relativize(file).startsWith(pass.name());
    }

    private static boolean isKeeps(Path file) {
        return file.getFileName().toString().startsWith("keeps-");
    }

    private static List<Pass> passes() {
        return Stream.of(Pipelines.INFERENCE, Pipelines.TRAINING)
                .flatMap(p -> p.passes().stream())
                .toList();
    }

    /// Folders that are not named for a pass belong to other tests.
    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN, 2)) {
            return files.filter(f -> f.toString().endsWith(".txt"))
                    .filter(f -> passes().stream().anyMatch(p -> isOf(p, f)))
                    .sorted()
                    .toList();
        }
    }
}
