package dev.bnc.compiler.elaborate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nets drawn at random, most of them wrong in shape or absurd in size, never make elaboration fail otherwise than by
/// diagnostics; and what a layer requires is told in the user's words, not in those of shape inference.
class RandomNetsTest {
    private static final int NETS = 1500;
    private static final List<String> NUMBERS = List.of(
            "1", "1", "1", "2", "2", "2", "3", "4", "4", "8", "8", "8", "n", "n / 2", "0.5", "0", "7", "-1", "64", "1000",
            "65536", "65537", "1000000000", "2147483647", "2147483648", "9223372036854775807", "1e-300", "1e300", "n * n",
            "n - 8");
    private static final List<String> SIZES =
            List.of("1x1", "1x1", "2x2", "3x3", "3x3", "1x2", "5x5", "65536x65536", "2147483647x1", "3x4x5", "4x16", "3", "8");
    private static final List<String> PADS =
            List.of("same", "same", "same", "same", "1", "2", "none", "65536", "1x2", "[0, 1, 2, 3]", "[1, 2]", "[]", "relu", "-1");
    private static final List<String> INPUTS = List.of(
            "f32[3, 8, 8]", "f32[8, 8, 8]", "f32[8, 16, 16]", "f32[8]", "f32[1]", "f32[16, 1, 1]", "f32[4, 16]", "f32[2, 1]",
            "f32[100000, 2000]", "f32[N, 3, 9, 5]", "f32[1000000, 1000000]");

    private final Random random = new Random(20);

    @Test
    @Timeout(60)
    void nothingButDiagnosticsComesOfThem() {
        int right = 0;
        for (int i = 0; i < NETS; i++) {
            String net = net();
            assertThatCode(() -> check(net)).as("net:%n%s", net).doesNotThrowAnyException();
            right += Sources.elaborate(net, ElaborationOptions.NONE).hasErrors() ? 0 : 1;
        }
        assertThat(right).isBetween(NETS / 100, NETS / 2);
    }

    private static void check(String net) {
        Elaboration result = Sources.elaborate(net, ElaborationOptions.NONE);
        result.diagnostics().stream()
                .filter(d -> d.code() == DiagnosticCode.LAYER_DOES_NOT_FIT)
                .findFirst()
                .ifPresent(d -> {
                    throw new AssertionError("not told in the user's words: " + d);
                });
        result.model().ifPresent(m -> m.graph().atBatch(2));
    }

    private String net() {
        String layers = IntStream.rangeClosed(1, 1 + random.nextInt(6))
                .mapToObj(_ -> step(2))
                .collect(Collectors.joining(" -> "));
        return "net random(n = 8)\ninput x: " + one(INPUTS) + "\nlabel y: class[" + one(NUMBERS) + "]\nx -> " + layers
                + " -> output z\n" + (random.nextInt(4) == 0 ? training() : "");
    }

    private String training() {
        return "data mnist { batch = " + one(NUMBERS) + ", last = keep }\ntrain {\n  loss = "
                + one(List.of("cross_entropy", "mse", "binary_cross_entropy")) + "(z, y)\n  optimizer = sgd(lr = "
                + one(NUMBERS) + ")\n  stop = " + one(NUMBERS).replaceAll("[^0-9.e-]", "") + "1 steps\n}\n";
    }

    private String step(int depth) {
        int kind = random.nextInt(depth > 0 ? 24 : 20);
        return switch (kind) {
            case 0, 1 -> "dense(" + one(NUMBERS) + ")";
            case 2, 3, 4 -> "conv(" + one(NUMBERS) + ", " + one(SIZES) + options("stride", "dilation", "groups") + ")";
            case 5 -> "depthwise(" + one(SIZES) + options("multiplier", "stride", "dilation") + ")";
            case 6 ->
                "conv_transpose(" + one(NUMBERS) + ", " + one(SIZES)
                        + options("stride", "output_pad", "dilation", "groups") + ")";
            case 7 -> "max(" + one(SIZES) + options("stride", "dilation") + ")";
            case 8 -> "avg(" + one(SIZES) + options("stride", "count_padding") + ")";
            case 9 -> "global " + one(List.of("avg", "max"));
            case 10 -> "bn(eps = " + one(NUMBERS) + ")";
            case 11 -> "group_norm(" + one(NUMBERS) + ")";
            case 12 -> "lrn(" + one(NUMBERS) + ", alpha = " + one(NUMBERS) + ")";
            case 13 -> "dropout(" + one(NUMBERS) + ")";
            case 14 -> "reshape(" + one(SIZES) + ")";
            case 15 -> "pad(" + one(SIZES) + ", value = " + one(NUMBERS) + ")";
            case 16 -> "flatten";
            case 17 -> one(List.of("relu", "instance_norm", "layer_norm", "softmax", "identity"));
            case 18 -> "elu(alpha = " + one(NUMBERS) + ")";
            case 19 -> "leaky_relu(slope = " + one(NUMBERS) + ")";
            case 20 -> "repeat (" + one(NUMBERS) + ") { " + step(depth - 1) + " }";
            case 21 -> "for k in [" + one(NUMBERS) + ", " + one(NUMBERS) + "] { conv(k, 1x1) }";
            default ->
                one(List.of("concat", "add", "mul")) + " { " + step(depth - 1) + ", " + step(depth - 1) + ", "
                        + one(List.of("identity", step(depth - 1))) + " }";
        };
    }

    private String options(String... names) {
        var text = new StringBuilder();
        for (String name : names) {
            if (random.nextInt(3) == 0) {
                text.append(", ").append(name).append(" = ").append(one(NUMBERS));
            }
        }
        if (random.nextInt(2) == 0) {
            text.append(", pad = ").append(one(PADS));
        }
        return text.toString();
    }

    /// Mostly a harmless one.
    private String one(List<String> choices) {
        int first = choices.size() > 9 && random.nextInt(10) > 0 ? choices.size() / 2 : choices.size();
        return choices.get(random.nextInt(first));
    }
}
