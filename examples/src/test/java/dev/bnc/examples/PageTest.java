package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.page.Comparison;
import dev.bnc.compiler.page.ComparisonPage;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of `bnc show --as html` in a real browser, without a window. The pictures stay in `target/pages`.
@Tag("browser")
class PageTest {
    /// Runs in the page: counts what went wrong or was asked of elsewhere, and uses the page as people do.
    private static final String PROBE = """
            <script>
            const failures = [];
            addEventListener("error", e => failures.push(String(e.message)));
            addEventListener("securitypolicyviolation", e => failures.push(e.violatedDirective));
            addEventListener("load", () => {
              const find = document.getElementById("find");
              find.value = "batch norm";
              find.dispatchEvent(new Event("input"));
              const hits = document.querySelectorAll(".n.hit").length;
              document.querySelector(".n.bn").dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
              const lit = document.querySelectorAll(".n.on").length + document.querySelectorAll(".n.kin").length;
              document.getElementById("open").click();
              const open = document.querySelectorAll(".block[open]").length;
              const asked = performance.getEntriesByType("resource").length;
              document.body.dataset.seen = [hits, lit, open, asked, failures.join(" ")].join("|");
            });
            </script>
            """;

    @TempDir
    Path folder;

    @Test
    void thePageWorksAndAsksForNothing() throws Exception {
        String page = page("imagenet/bn_inception.net").replace("<style>", PROBE + "<style>");
        Path file = Files.writeString(folder.resolve("probe.html"), page);
        String dom = run(
                List.of("--dump-dom", "--virtual-time-budget=4000", file.toUri().toString()));
        // 69 batch norms; one of them and the convolution that takes it in, before and after; all 12 blocks; nothing
        // else
        assertThat(dom).contains("data-seen=\"69|3|12|0|\"");
    }

    @Test
    void itIsReadableInLightAndDarkWideAndNarrow() throws Exception {
        Path file = Files.writeString(folder.resolve("page.html"), page("imagenet/resnet18.net"));
        BufferedImage light = picture(file, "light", "--window-size=1600,2000");
        BufferedImage dark = picture(file, "dark", "--window-size=1600,2000", "--force-dark-mode");
        BufferedImage narrow = picture(file, "narrow", "--window-size=500,2000");
        assertThat(brightness(light)).isGreaterThan(200);
        assertThat(brightness(dark)).isLessThan(80);
        for (BufferedImage picture : List.of(light, dark, narrow)) {
            assertThat(colours(picture)).isGreaterThan(50);
        }
    }

    private static String page(String net) {
        return ComparisonPage.of(Comparison.of(ExampleNets.model(net)));
    }

    private BufferedImage picture(Path page, String name, String... options) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/pages"));
        Path picture = pictures.resolve(name + ".png").toAbsolutePath();
        var arguments =
                new ArrayList<>(List.of("--screenshot=" + picture, "--hide-scrollbars", "--virtual-time-budget=2000"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(page.toUri().toString());
        String said = run(arguments);
        assertThat(said).doesNotContain("CONSOLE");
        BufferedImage read = ImageIO.read(picture.toFile());
        assertThat(read).as(said).isNotNull();
        return read;
    }

    /// Runs the browser and returns what it prints.
    private String run(List<String> arguments) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no chromium, chromium-browser, google-chrome or chrome on the path");
        var command = new ArrayList<>(List.of(
                browser.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile")));
        command.addAll(arguments);
        Path output = Files.createTempFile(folder, "browser", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as(said).isTrue();
        return said;
    }

    private static Optional<Path> browser() {
        List<String> names = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return names.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static double brightness(BufferedImage picture) {
        return pixels(picture)
                .map(p -> (((p >> 16) & 255) + ((p >> 8) & 255) + (p & 255)) / 3)
                .average()
                .orElse(0);
    }

    private static long colours(BufferedImage picture) {
        return pixels(picture).distinct().count();
    }

    private static IntStream pixels(BufferedImage picture) {
        return Arrays.stream(
                picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()));
    }
}
