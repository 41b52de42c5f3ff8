package dev.bnc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A folder with a small net, `tiny.net`, and its data: four numbers an example, in three classes. Commands run in this
/// process; `{}` in their arguments and output stands for the folder.
record Sandbox(Path folder) {
    private static final int CLASSES = 3;

    /// What a command left behind.
    record Outcome(int exit, String out, String err) {}

    static Sandbox in(Path folder) {
        var sandbox = new Sandbox(folder);
        sandbox.write("tiny.net", """
                net tiny
                input x: f32[4]
                label y: class[3]
                x -> h: dense 8 -> bn -> relu -> dense 3 -> output logits
                data csv("{}/data") { batch = 10, shuffle = epoch, last = drop }
                train {
                  loss = cross_entropy(logits, y), optimizer = sgd(lr = 0.5)
                  validate = 10000 steps, stop = 40 steps, seed = 3
                }
                variant plain { bn = identity }
                """);
        sandbox.write("data/train.csv", table(1, 95));
        sandbox.write("data/test.csv", table(2, 30));
        return sandbox;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /// Writes a file of the folder.
    Path write(String name, String text) {
        try {
            Path file = path(name);
            Files.createDirectories(file.resolveSibling(""));
            return Files.writeString(file, text.replace("{}", folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.readString(path(name)).replace(folder.toString(), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command line, its words separated by spaces.
    Outcome run(String commandLine) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] words = Arrays.stream(commandLine.strip().split(" +"))
                .map(word -> word.replace("{}", folder.toString()))
                .toArray(String[]::new);
        int exit = Bnc.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new Outcome(exit, shown(out), shown(err));
    }

    /// Trains the net; the run is `{}/runs/tiny-0001` the first time.
    Outcome train(String options) {
        return run("train {}/tiny.net --out {}/runs --threads 1 " + options);
    }

    private String shown(StringWriter text) {
        return text.toString().replace(folder.toString(), "{}");
    }

    /// Examples near the corners (2, 0, 0, 0), (0, 2, 0, 0) and (0, 0, 2, 0).
    private static String table(long seed, int rows) {
        var random = new Random(seed);
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, 4)
                        .mapToObj(f -> String.format(
                                Locale.ROOT, "%.3f", 0.5 * random.nextGaussian() + (f == i % CLASSES ? 2 : 0)))
                        .collect(Collectors.joining(",", "", "," + i % CLASSES + "\n")))
                .collect(Collectors.joining());
    }
}
