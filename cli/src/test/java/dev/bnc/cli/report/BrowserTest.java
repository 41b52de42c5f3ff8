package dev.bnc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads a report in Chromium, `chromium` on the path or what `BNC_CHROMIUM` names: it draws its charts, says nothing on
/// the console, and asks for nothing but itself.
@Tag("browser")
class BrowserTest {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void thePageDrawsWithoutAWordAndAsksForNothing() throws Exception {
        Path page = folder.resolve("report.html");
        ReportPage.write(page, Comparisons.two("<b>title</b>", "base", "plain & simple"), Instant.EPOCH);
        // Charts leave a width on their canvas; the body says what scripts found out.
        String dom = chromium(page, "--dump-dom");
        assertThat(dom).contains("&lt;b&gt;title&lt;/b&gt;");
        assertThat(dom.split("<canvas ", -1).length - 1).isEqualTo(5);
        assertThat(dom.split("<canvas [^>]*style=\"[^\"]*width: [\\d.]+px", -1).length - 1)
                .as("canvases that were drawn on")
                .isEqualTo(5);
        assertThat(read("log")).doesNotContain("CONSOLE");
        assertThat(requestsOfThePage()).isZero();
    }

    @Test
    void wordsAndRequestsWouldBeSeen() throws Exception {
        Path page = folder.resolve("loud.html");
        Files.writeString(page, "<img src='http://127.0.0.1:1/x.png'><script>console.log('a word')</script>");
        chromium(page, "--dump-dom");
        assertThat(read("log")).contains("CONSOLE", "a word");
        assertThat(requestsOfThePage()).isEqualTo(1);
    }

    private String chromium(Path page, String what) throws IOException, InterruptedException {
        String browser = System.getenv().getOrDefault("BNC_CHROMIUM", "chromium");
        List<String> command = new ArrayList<>(List.of(browser, "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--disable-background-networking", "--disable-component-update", "--no-first-run"));
        command.addAll(List.of("--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000"));
        command.add("--user-data-dir=" + folder.resolve("profile"));
        command.add("--log-net-log=" + folder.resolve("net.json"));
        command.addAll(List.of(what, page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(read("log")).isZero();
        return read("out");
    }

    /// How many requests the browser's own log has that a page began; those that the browser began have no origin.
    private long requestsOfThePage() throws IOException {
        return Pattern.compile("\"initiator\":\"([^\"]*)\"")
                .matcher(read("net.json"))
                .results()
                .filter(found -> !found.group(1).equals("not an origin"))
                .count();
    }

    private String read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
