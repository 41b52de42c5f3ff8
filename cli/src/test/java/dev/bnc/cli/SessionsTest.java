package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Sandbox.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the sessions in `src/test/sessions`: command lines, and what they print and exit with, in full. A line `$ ls DIR`
/// lists the files in a folder. Numbers that depend on the width of the machine's vectors are cut: rounding errors wholly,
/// others to four digits; those of `bnc bench` and sizes of sources are masked. `-Dgolden.update` writes what is printed into the files
/// instead of comparing.
class SessionsTest {
    private static final Path SESSIONS = Path.of("src/test/sessions");

    private static final Pattern ROUNDING_ERROR =
            Pattern.compile("(largest difference |\"largest_difference\":)\\d\\.\\d+[eE]-?\\d+");
    private static final Pattern LONG_NUMBER = Pattern.compile("\\d+\\.\\d{7,}");

    @TempDir
    Path folder;

    static List<Path> sessions() throws IOException {
        try (Stream<Path> files = Files.list(SESSIONS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void printsWhatItPrintedBefore(Path session) throws IOException {
        Sandbox sandbox = Sandbox.in(folder);
        Oddities.into(sandbox);
        String expected = Files.readString(session);
        String printed = expected.lines()
                .filter(line -> line.startsWith("$ ") || line.startsWith("#"))
                .map(line -> line.startsWith("#") ? line + "\n" : run(line, sandbox))
                .collect(Collectors.joining("\n"));
        if (System.getProperty("golden.update") != null) {
            Files.writeString(session, printed);
        }
        assertThat(printed).isEqualTo(Files.readString(session));
    }

    private static String run(String line, Sandbox sandbox) {
        String command = line.substring(2);
        if (command.startsWith("ls ")) {
            return line + "\n" + list(sandbox.path(command.substring(3).replace("{}/", "")));
        }
        Outcome outcome = sandbox.run(command.replaceFirst("^bnc ", ""));
        String out = command.startsWith("bnc bench ") ? masked(outcome.out()) : cut(outcome.out());
        out = command.contains(" --to cuda ") ? withoutSize(out) : out;
        return line + "\n" + prefixed("  ", out) + prefixed("! ", outcome.err()) + "= " + outcome.exit() + "\n";
    }

    private static String cut(String text) {
        String withoutErrors = ROUNDING_ERROR.matcher(text).replaceAll("$1~");
        return LONG_NUMBER
                .matcher(withoutErrors)
                .replaceAll(number -> String.format(Locale.ROOT, "%.4g", Double.parseDouble(number.group())));
    }

    /// The size of kernels' sources says nothing.
    private static String withoutSize(String text) {
        return text.replaceAll("(?m)(?<=^file .{0,200}), [\\d.]+ [kM]B$", ", #").replaceAll("\"bytes\":\\d+", "\"bytes\":#");
    }

    /// Times and sizes differ from run to run, and with them the widths of columns and how many calls there were.
    private static String masked(String text) {
        return text.replaceAll("\\d+-bit vectors|no vectors", "# vectors")
                .replaceAll("(?<!\\w)\\d(?:[\\d,.]*\\d)?(?:E-?\\d+)?(?: (?:ns|us|ms|s|B|kB|MB|%))?(?!\\w)", "#")
                .replaceAll("(, call # #)+", ", ...")
                .replaceAll("; (steady from call #, after #|not steady after #)", "; steady or not")
                .replaceAll("(,\\{\"call\":#,\"seconds\":#\\})+", ", ...")
                .replaceAll(",\"steady_from_call\":#", "")
                .replaceAll(" +", " ")
                .replaceAll("(?m)^ ", "");
    }

    private static String list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "  nothing\n";
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> "  " + folder.relativize(f) + "\n")
                    .sorted()
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prefixed(String prefix, String text) {
        return text.lines().map(l -> (prefix + l).stripTrailing() + "\n").collect(Collectors.joining());
    }
}
