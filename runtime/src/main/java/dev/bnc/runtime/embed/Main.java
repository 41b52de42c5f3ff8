package dev.bnc.runtime.embed;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Picture;
import dev.bnc.runtime.embed.NetDescription.Meaning;
import dev.bnc.runtime.kernel.KernelProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `java -jar NET.jar PICTURE...`: prints what the net says of each picture, like `bnc infer`.
///
/// Answers go to standard output, all else to standard error. Exit codes: 0 fine, 2 wrong usage, 3 a file cannot be
/// read, 6 the self-test failed.
public final class Main {
    private static final int USAGE = 2;
    private static final int INPUT_OUTPUT = 3;
    private static final int TOLERANCE = 6;

    private Main() {}

    /// Does what the arguments say and ends the process.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    /// What the command line asks for.
    private record Wanted(int top, List<Path> pictures) {}

    private static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            System.err.println(usage());
            return arguments.isEmpty() ? USAGE : 0;
        }
        try {
            if (arguments.contains("--version")) {
                NetDescription net = EmbeddedNet.describe();
                System.out.println(net.name() + ", exported by " + net.madeBy());
                return 0;
            }
            return arguments.contains("--self-test") ? selfTest() : print(parse(arguments));
        } catch (DataException problem) {
            System.err.println("error: " + problem.getMessage());
            return INPUT_OUTPUT;
        } catch (IllegalArgumentException wrong) {
            System.err.println("error: " + wrong.getMessage() + "\n" + usage());
            return USAGE;
        }
    }

    private static String usage() {
        return "usage: java --add-modules jdk.incubator.vector -jar NET.jar [--top K] PICTURE..."
                + "\n       ... -jar NET.jar --self-test | --version";
    }

    private static Wanted parse(List<String> arguments) {
        int top = 3;
        var pictures = new ArrayList<Path>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--top") && i + 1 < arguments.size()) {
                top = positive(arguments.get(++i));
            } else if (argument.startsWith("--top=")) {
                top = positive(argument.substring("--top=".length()));
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("unknown option " + argument);
            } else {
                pictures.add(Path.of(argument));
            }
        }
        return new Wanted(top, pictures);
    }

    private static int positive(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("--top takes a number from 1 on, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static int selfTest() {
        NetDescription description = EmbeddedNet.describe();
        if (description.recorded() == 0) {
            throw new IllegalArgumentException("this jar has no recorded answers to test it with");
        }
        double difference = load(description).selfTest();
        boolean passed = difference <= description.tolerance();
        System.out.printf(
                Locale.ROOT,
                "self-test %s: %d examples, largest difference %.1e, %.0e passes%n",
                passed ? "passed" : "failed",
                description.recorded(),
                difference,
                description.tolerance());
        return passed ? 0 : TOLERANCE;
    }

    private static int print(Wanted wanted) {
        NetDescription description = EmbeddedNet.describe();
        var examples = new ArrayList<float[]>();
        for (Path picture : wanted.pictures) {
            examples.add(scaled(Picture.example(picture, description.inputShape()), (float) description.white()));
        }
        EmbeddedNet net = load(description);
        List<String> labels = Labels.read();
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < examples.size(); i++) {
            var outputs = new float[net.outputSize()];
            net.compute(examples.get(i), 1, outputs);
            var row = new ArrayList<>(List.of(wanted.pictures.get(i).toString()));
            row.addAll(cells(description.meaning(), outputs, labels, wanted.top));
            rows.add(row);
        }
        System.out.print(Columns.of(rows));
        return 0;
    }

    private static float[] scaled(float[] pixels, float white) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] *= white;
        }
        return pixels;
    }

    /// Loads the net and says how it calculates.
    private static EmbeddedNet load(NetDescription description) {
        String scalar = "scalar, many times slower than vectors: " + KernelProvider.reason();
        boolean known = System.getProperty(KernelProvider.PROPERTY) != null;
        if (!KernelProvider.vectorsAreThere() && !known) {
            // Said here in one line, so nobody else need warn.
            System.setProperty(KernelProvider.PROPERTY, "scalar");
            System.err.println(description.name() + ": " + scalar);
            return EmbeddedNet.load(threads());
        }
        EmbeddedNet net = EmbeddedNet.load(threads());
        System.err.println(description.name() + ": " + net.arithmetic());
        return net;
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static List<String> cells(Meaning meaning, float[] values, List<String> labels, int top) {
        var cells = new ArrayList<String>();
        switch (meaning) {
            case ONE_OF -> {
                double sum = Softmax.sum(values, 0, values.length);
                double largest = values[Softmax.largest(values, 0, values.length)];
                for (int index : Softmax.top(values, 0, values.length, top)) {
                    cells.add(label(labels, index));
                    cells.add(percent(Math.exp(values[index] - largest) / sum));
                }
            }
            case EACH_OF -> {
                for (int i = 0; i < values.length; i++) {
                    cells.add(label(labels, i));
                    cells.add(percent(1 / (1 + Math.exp(-values[i]))));
                }
            }
            case NUMBERS -> {
                for (float value : values) {
                    cells.add(Float.toString(value));
                }
            }
        }
        return cells;
    }

    private static String label(List<String> labels, int index) {
        return index < labels.size() ? labels.get(index) : Integer.toString(index);
    }

    private static String percent(double probability) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * probability);
    }
}
