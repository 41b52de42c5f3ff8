package dev.bnc.compiler.emit.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// A plan as text and as JSON. `-Dgolden.update` rewrites the files.
class LaunchPlanPrinterTest {
    private static final Path GOLDENS = Path.of("src", "test", "golden", "cuda");

    @Test
    void text() throws IOException {
        compare("small.txt", LaunchPlanPrinter.print(new SmallPlan().plan()));
    }

    @Test
    void json() throws IOException {
        compare("small.json", LaunchPlanJson.of(new SmallPlan().plan()) + "\n");
    }

    private static void compare(String name, String text) throws IOException {
        Path file = GOLDENS.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDENS);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
