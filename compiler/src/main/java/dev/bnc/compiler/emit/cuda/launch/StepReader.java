package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import java.util.List;
import java.util.Optional;

/// Reads the steps of a launch plan: what [StepJson] writes.
final class StepReader {
    private StepReader() {}

    static LaunchStep step(JsonFields fields) {
        String name = fields.text("name");
        Effects effects = effects(fields);
        Order order = fields.has("stream") ? new Order(fields.count("stream"), fields.counts("waits")) : Order.MAIN;
        return switch (fields.text("kind")) {
            case "kernel" ->
                new LaunchStep.Kernel(
                        name, fields.text("module"), fields.text("entry"), launch(fields), effects, order);
            case "gemm" -> gemm(fields, effects, order);
            case "conv" -> conv(fields, effects, order);
            case "norm" -> norm(fields, effects, order);
            case "memset" ->
                new LaunchStep.Memset(name, view(fields.member("target")), fields.count("value"), effects, order);
            case "copy" ->
                new LaunchStep.Copy(name, view(fields.member("source")), view(fields.member("target")), effects, order);
            default -> throw fields.broken("kind");
        };
    }

    private static Launch launch(JsonFields fields) {
        return new Launch(
                sizes(fields, "grid"),
                sizes(fields, "block"),
                fields.count("shared"),
                fields.each("args", StepReader::argument));
    }

    private static Argument argument(JsonFields fields) {
        if (fields.has("pointer")) {
            return new Argument.Pointer(view(fields.member("pointer")));
        }
        if (fields.has("i32")) {
            return new Argument.I32(fields.count("i32"));
        }
        return fields.has("i64")
                ? new Argument.I64(fields.whole("i64"))
                : new Argument.F32(Float.intBitsToFloat(fields.count("f32_bits")));
    }

    private static LaunchStep gemm(JsonFields fields, Effects effects, Order order) {
        return new LaunchStep.Gemm(
                fields.text("name"),
                view(fields.member("a")),
                view(fields.member("b")),
                view(fields.member("c")),
                fields.word("transposed", LaunchStep.Transposed.values()),
                epilogue(fields.member("epilogue")),
                fields.word("compute", LaunchStep.Compute.values()),
                workspace(fields),
                fields.wholes("algorithm"),
                effects,
                order);
    }

    private static LaunchStep.GemmEpilogue epilogue(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "none" -> new LaunchStep.GemmEpilogue.None();
            case "bias" -> new LaunchStep.GemmEpilogue.Bias(view(fields.member("bias")));
            case "bias_relu" -> new LaunchStep.GemmEpilogue.BiasRelu(view(fields.member("bias")));
            default -> throw fields.broken("epilogue");
        };
    }

    private static LaunchStep conv(JsonFields fields, Effects effects, Order order) {
        return new LaunchStep.Conv(
                fields.text("name"),
                fields.word("direction", LaunchStep.Direction.values()),
                window(fields.member("window")),
                fields.count("groups"),
                view(fields.member("x")),
                view(fields.member("w")),
                view(fields.member("y")),
                fields.word("compute", LaunchStep.Compute.values()),
                workspace(fields),
                engine(fields),
                effects,
                order);
    }

    private static LaunchStep norm(JsonFields fields, Effects effects, Order order) {
        return new LaunchStep.Norm(
                fields.text("name"),
                fields.word("pass", LaunchStep.Pass.values()),
                fields.real("eps"),
                fields.each("operands", StepReader::view),
                fields.each("results", StepReader::view),
                workspace(fields),
                engine(fields),
                effects,
                order);
    }

    private static Optional<View> workspace(JsonFields fields) {
        return fields.has("workspace") ? Optional.of(view(fields.member("workspace"))) : Optional.empty();
    }

    private static Optional<LaunchStep.Engine> engine(JsonFields fields) {
        if (!fields.has("engine")) {
            return Optional.empty();
        }
        JsonFields engine = fields.member("engine");
        List<LaunchStep.Knob> knobs = engine.lists("knobs", 2).stream()
                .map(k -> new LaunchStep.Knob(Math.toIntExact(k.get(0)), k.get(1)))
                .toList();
        return Optional.of(new LaunchStep.Engine(engine.count("index"), knobs, engine.maybe("plan")));
    }

    private static Window window(JsonFields fields) {
        List<Integer> padding = fields.counts("padding", 4);
        return new Window(
                extent(fields, "kernel"),
                extent(fields, "stride"),
                new Padding(padding.get(0), padding.get(1), padding.get(2), padding.get(3)),
                extent(fields, "dilation"));
    }

    private static Extent extent(JsonFields fields, String name) {
        List<Integer> sizes = fields.counts(name, 2);
        return new Extent(sizes.get(0), sizes.get(1));
    }

    private static Dim3 sizes(JsonFields fields, String name) {
        List<Integer> sizes = fields.counts(name, 3);
        return new Dim3(sizes.get(0), sizes.get(1), sizes.get(2));
    }

    private static Effects effects(JsonFields fields) {
        return new Effects(
                fields.each("reads", StepReader::view),
                fields.each("writes", StepReader::view),
                origin(fields.member("origin")),
                fields.whole("bytes_read"),
                fields.whole("bytes_written"),
                fields.whole("flops"));
    }

    private static Origin origin(JsonFields fields) {
        return new Origin(fields.text("layer"), fields.text("file"), fields.count("line"), fields.count("column"));
    }

    private static View view(JsonFields fields) {
        return new View(fields.count("buffer"), fields.whole("start"), fields.counts("dims"), fields.whole("stride"));
    }
}
