package dev.bnc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Runs the usual commands once, on a small training in a folder of its own.
///
/// The launcher lets the JVM archive the classes that were loaded meanwhile (`-XX:ArchiveClassesAtExit`), so that
/// later starts find them parsed and verified: that halves the time to a first answer.
public final class Rehearsal {
    private final Path folder;

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /// Rehearses and ends the JVM.
    ///
    /// @param arguments a `.net` file and an empty folder, as for [#run]
    public static void main(String[] arguments) throws IOException {
        run(arguments[0], Path.of(arguments[1]));
        System.exit(ExitCodes.OK);
    }

    /// Trains a classifier of MNIST for some steps, and uses it.
    ///
    /// @param folder empty, for the run
    /// @throws IllegalStateException if a command fails, with all it said
    static void run(String net, Path folder) throws IOException {
        var rehearsal = new Rehearsal(folder);
        rehearsal.call("check", net);
        rehearsal.call("train", net, "--steps", "20", "--out", folder.toString());
        rehearsal.call("show", net);
        rehearsal.call("infer", rehearsal.trained(), rehearsal.blankPicture());
    }

    private String trained() throws IOException {
        try (var runs = Files.list(folder)) {
            return runs.findFirst().orElseThrow().toString();
        }
    }

    private String blankPicture() throws IOException {
        String pixels = IntStream.range(0, 28 * 28).mapToObj(pixel -> "0").collect(Collectors.joining(","));
        return Files.writeString(folder.resolve("blank.csv"), pixels + "\n").toString();
    }

    private void call(String... command) {
        var said = new StringWriter();
        int exit = Bnc.run(new PrintWriter(said), new PrintWriter(said), command);
        if (exit != ExitCodes.OK) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + exit + "\n" + said);
        }
    }
}
