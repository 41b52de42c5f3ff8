package dev.bnc.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/// Runs the usual commands once, on a small training in a folder of its own.
///
/// The launcher lets the JVM archive the classes that were loaded meanwhile (`-XX:ArchiveClassesAtExit`), so that
/// later starts find them parsed and verified: that halves the time to a first answer. A model of convolutions and a
/// picture are left behind for a second rehearsal, of an answer alone.
public final class Rehearsal {
    private static final String CONVOLUTIONS = """
            net short

            input image: f32[3, 112, 112]
            label kind: class[10]

            image
              -> conv 64 7x7 /2 (pad = 3, bias = none) -> bn -> relu -> max 3x3 /2 (pad = 1)
              -> s: repeat 2 {
                add { identity  cn: conv 64 3x3 (pad = 1) -> bn -> relu -> conv 64 3x3 (pad = 1) -> bn }
                relu
              }
              -> conv 256 3x3 /2 (pad = 1) -> relu -> conv 256 3x3 (pad = 1) -> relu
              -> global avg -> dense 10 -> output logits

            data folder("data/none") { batch = 16 }

            train {
              loss = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.1)
              stop = 1 epoch
              seed = 7
            }
            """;
    private static final int SIDE = 112;

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
    static void run(String example, Path folder) throws IOException {
        var rehearsal = new Rehearsal(folder);
        rehearsal.call("check", example);
        rehearsal.call("train", example, "--steps", "20", "--out", folder.toString());
        rehearsal.call("show", example);
        rehearsal.call("infer", rehearsal.trained(), rehearsal.blankPicture());
        Path net = Files.writeString(folder.resolve("short.net"), CONVOLUTIONS);
        String model = folder.resolve("short.bnm").toString();
        rehearsal.call("compile", net.toString(), "-o", model);
        rehearsal.call("infer", model, rehearsal.colourPicture());
    }

    private String colourPicture() throws IOException {
        Path file = folder.resolve("blank.png");
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file.toString();
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
