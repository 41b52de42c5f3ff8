package dev.bnc.cli;

import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.Npy;
import dev.bnc.runtime.artifact.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/// Files that are wrong, each in one way.
final class Oddities {
    private static final String NET = """
        net %s
        input x: f32[4]
        label y: class[3]
        x -> %s -> output logits
        data %s {
          batch = %d%s
        }
        train { loss = cross_entropy(logits, y), optimizer = sgd(lr = 0.5), stop = 40 steps, seed = 3 }
        """;

    /// 8 x 6 black pixels.
    private static final String WIDE_PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAGCAAAAADbboAnAA" + "AADElEQVR42mNgIAcAAAA2AAGIiWqBAAAAAElFTkSuQmCC";

    private Oddities() {}

    static void into(Sandbox sandbox) throws IOException {
        nets(sandbox);
        data(sandbox);
        weights(sandbox);
    }

    private static void nets(Sandbox sandbox) throws IOException {
        String csv = "csv(\"{}/data\")";
        sandbox.write("misspelt.net", NET.formatted("misspelt", "dens 8 -> bn -> relu -> dense 3", csv, 10, ""));
        sandbox.write("shape.net", NET.formatted("shape", "conv 8 3x3 -> flatten -> dense 3", csv, 10, ""));
        sandbox.write("key.net", NET.formatted("key", "dense 3", csv, 10, ", shufle = epoch"));
        sandbox.write("large.net", NET.formatted("large", "dense 3", csv, 96, ""));
        sandbox.write("idx.net", NET.formatted("idx", "dense 3", "idx(\"{}/idx\")", 2, ""));
        sandbox.write("nowhere.net", NET.formatted("nowhere", "dense 3", "csv(\"{}/nowhere\")", 2, ""));
        sandbox.write("several.net", NET.formatted("several", "dense 3 -> bm -> dens 3", csv, 10, ""));
        String domains = ", domains { far { levels 3 5 }, noisy { normalize 0 1 } }";
        sandbox.write("domains.net", NET.formatted("domains", "dense 4 -> bn -> relu -> dense 3", csv, 10, domains));
        sandbox.write("dense4.net", NET.formatted("tiny", "h: dense 4 -> bn -> relu -> dense 3", csv, 10, ""));
        String folds = "h: dense 4 -> n1: bn -> relu -> n2: bn -> sigmoid -> n22: bn -> dense 3";
        sandbox.write("folds.net", NET.formatted("folds", folds, csv, 10, ""));
        String whitened = "dense 8 -> w: whiten(groups = 2) -> relu -> dense 3";
        sandbox.write("whitened.net", NET.formatted("whitened", whitened, csv, 10, ""));
        sandbox.write(
                "fiveinputs.net", NET.formatted("five", "dense 3", csv, 10, "").replace("f32[4]", "f32[5]"));
        sandbox.write(
                "fourclasses.net", NET.formatted("four", "dense 4", csv, 10, "").replace("class[3]", "class[4]"));
        sandbox.write(
                "squares.net", NET.formatted("squares", "dense 3", csv, 10, "").replace("cross_entropy", "mse"));
        sandbox.write("untrained.net", "net untrained\ninput x: f32[4]\nx -> dense 3 -> output y\n");
        sandbox.write("image.net", "net image\ninput x: f32[1, 4, 4]\nx -> flatten -> dense 3 -> output y\n");
        sandbox.write("untidy.net", "net   untidy\ninput x:f32[4]\nx->dense 3->output y\n");
        sandbox.write("dead.net", "net dead\ninput x: f32[4]\nx -> dense 3 -> relu->dens 2 -> output y\n");
        sandbox.write("syntax.net", "net syntax\ninput x: f32[4]\nx -> dense( 3 -> output y\n");
        sandbox.write("empty.net", "");
        var bytes = new byte[300];
        new Random(5).nextBytes(bytes);
        Files.write(sandbox.path("binary.net"), bytes);
    }

    private static void data(Sandbox sandbox) throws IOException {
        sandbox.write("short4.csv", "2,0,0,0\n0,0,1,1\n");
        sandbox.write("short.csv", "1,2,3\n");
        sandbox.write("words.csv", "1,2,three,4\n");
        sandbox.write("notes.txt", "1,2,3,4\n");
        Files.write(sandbox.path("wide.png"), Base64.getDecoder().decode(WIDE_PNG));
        sandbox.write("broken.png", "no picture");
        Npy.write(sandbox.path("wrong.npy"), NamedTensor.of("wrong", List.of(2, 3), new float[6]));
        for (String part : List.of("train", "t10k")) {
            write(sandbox, "idx/" + part + "-images-idx3-ubyte", idx(8, 3, 6, 2, 2), part.equals("train") ? 5 : 0);
            write(sandbox, "idx/" + part + "-labels-idx1-ubyte", idx(8, 1, 6), 0);
        }
    }

    private static void weights(Sandbox sandbox) throws IOException {
        var bytes = new ByteArrayOutputStream();
        SafeTensors.write(
                new LinkedHashMap<>(), List.of(NamedTensor.of("h.weight", List.of(8, 4), new float[32])), bytes);
        write(sandbox, "lacking.safetensors", bytes.toByteArray(), 0);
        write(sandbox, "cut.safetensors", bytes.toByteArray(), 7);
        sandbox.write("words.safetensors", "weights");
        var broken = new ByteArrayOutputStream();
        var infinite = new float[32];
        infinite[5] = Float.POSITIVE_INFINITY;
        SafeTensors.write(new LinkedHashMap<>(), List.of(NamedTensor.of("h.weight", List.of(8, 4), infinite)), broken);
        write(sandbox, "infinite.safetensors", broken.toByteArray(), 0);
        sandbox.write("words.bnm", "a model");
        sandbox.write("folder/readme", "no model here");
    }

    /// An idx file of bytes 0, 1, 2, 0, 1, 2, ...
    private static byte[] idx(int type, int... sizes) {
        int count = Arrays.stream(sizes).skip(1).reduce(1, (a, b) -> a * b);
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, (byte) type, (byte) sizes[0]});
        Arrays.stream(sizes).skip(1).forEach(s -> out.writeBytes(new byte[] {0, 0, 0, (byte) s}));
        for (int i = 0; i < count; i++) {
            out.write(i % 3);
        }
        return out.toByteArray();
    }

    private static void write(Sandbox sandbox, String name, byte[] bytes, int cut) throws IOException {
        Files.createDirectories(sandbox.path(name).resolveSibling(""));
        Files.write(sandbox.path(name), Arrays.copyOf(bytes, bytes.length - cut));
    }
}
