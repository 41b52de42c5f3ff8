package dev.bnc.compiler.emit.cuda.launch;

import static dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson.list;
import static dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson.whole;
import static dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson.word;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.Optional;

/// Steps of a launch plan as JSON.
final class StepJson {
    private StepJson() {}

    static Json of(LaunchStep step) {
        Json.Obj json = switch (step) {
            case LaunchStep.Kernel s -> kernel(s);
            case LaunchStep.Gemm s -> gemm(s);
            case LaunchStep.Conv s -> conv(s);
            case LaunchStep.Norm s -> norm(s);
            case LaunchStep.Memset s ->
                named("memset", s).with("target", view(s.target())).with("value", s.value());
            case LaunchStep.Copy s ->
                named("copy", s).with("source", view(s.source())).with("target", view(s.target()));
        };
        return order(effects(json, step.effects()), step.order());
    }

    private static Json.Obj named(String kind, LaunchStep step) {
        return new Json.Obj().with("kind", kind).with("name", step.name());
    }

    private static Json.Obj kernel(LaunchStep.Kernel step) {
        return named("kernel", step)
                .with("module", step.module())
                .with("entry", step.entry())
                .with("grid", sizes(step.launch().grid()))
                .with("block", sizes(step.launch().block()))
                .with("shared", step.launch().sharedBytes())
                .with("args", list(step.launch().args(), StepJson::argument));
    }

    private static Json argument(Argument argument) {
        return switch (argument) {
            case Argument.Pointer(View view) -> new Json.Obj().with("pointer", view(view));
            case Argument.I32(int value) -> new Json.Obj().with("i32", value);
            case Argument.I64(long value) -> new Json.Obj().with("i64", value);
            // As bits: every float, NaN too, comes back as it was.
            case Argument.F32(float value) -> new Json.Obj().with("f32_bits", Float.floatToRawIntBits(value));
        };
    }

    private static Json.Obj gemm(LaunchStep.Gemm step) {
        return workspace(named("gemm", step), step.workspace())
                .with("a", view(step.a()))
                .with("b", view(step.b()))
                .with("c", view(step.c()))
                .with("transposed", word(step.transposed()))
                .with("epilogue", epilogue(step.epilogue()))
                .with("compute", word(step.compute()))
                .with("algorithm", whole(step.algorithm()));
    }

    private static Json epilogue(LaunchStep.GemmEpilogue epilogue) {
        return switch (epilogue) {
            case LaunchStep.GemmEpilogue.None _ -> new Json.Obj().with("kind", "none");
            case LaunchStep.GemmEpilogue.Bias(View bias) ->
                new Json.Obj().with("kind", "bias").with("bias", view(bias));
            case LaunchStep.GemmEpilogue.BiasRelu(View bias) ->
                new Json.Obj().with("kind", "bias_relu").with("bias", view(bias));
        };
    }

    private static Json.Obj conv(LaunchStep.Conv step) {
        return engine(workspace(named("conv", step), step.workspace()), step.engine())
                .with("direction", word(step.direction()))
                .with("window", window(step.window()))
                .with("groups", step.groups())
                .with("x", view(step.x()))
                .with("w", view(step.w()))
                .with("y", view(step.y()))
                .with("compute", word(step.compute()));
    }

    private static Json.Obj norm(LaunchStep.Norm step) {
        return engine(workspace(named("norm", step), step.workspace()), step.engine())
                .with("pass", word(step.pass()))
                .with("eps", step.eps())
                .with("operands", list(step.operands(), StepJson::view))
                .with("results", list(step.results(), StepJson::view));
    }

    private static Json.Obj workspace(Json.Obj json, Optional<View> workspace) {
        return workspace.map(view -> json.with("workspace", view(view))).orElse(json);
    }

    private static Json.Obj engine(Json.Obj json, Optional<LaunchStep.Engine> engine) {
        return engine.map(e -> json.with("engine", engine(e))).orElse(json);
    }

    private static Json engine(LaunchStep.Engine engine) {
        Json.Obj json = new Json.Obj()
                .with("index", engine.index())
                .with("knobs", list(engine.knobs(), k -> whole(List.of(k.type(), k.value()))));
        return engine.plan().map(file -> json.with("plan", file)).orElse(json);
    }

    private static Json window(Window window) {
        var padding = window.padding();
        return new Json.Obj()
                .with("kernel", extent(window.kernel()))
                .with("stride", extent(window.stride()))
                .with("padding", whole(List.of(padding.top(), padding.left(), padding.bottom(), padding.right())))
                .with("dilation", extent(window.dilation()));
    }

    private static Json extent(Extent extent) {
        return whole(List.of(extent.height(), extent.width()));
    }

    private static Json.Obj effects(Json.Obj json, Effects effects) {
        return json.with("reads", list(effects.reads(), StepJson::view))
                .with("writes", list(effects.writes(), StepJson::view))
                .with("origin", origin(effects.origin()))
                .with("bytes_read", effects.bytesRead())
                .with("bytes_written", effects.bytesWritten())
                .with("flops", effects.flops());
    }

    private static Json origin(Origin origin) {
        return new Json.Obj()
                .with("layer", origin.layer())
                .with("file", origin.file())
                .with("line", origin.line())
                .with("column", origin.column());
    }

    private static Json.Obj order(Json.Obj json, Order order) {
        return order.equals(Order.MAIN)
                ? json
                : json.with("stream", order.stream()).with("waits", whole(order.waits()));
    }

    private static Json view(View view) {
        return new Json.Obj()
                .with("buffer", view.buffer())
                .with("start", view.start())
                .with("dims", whole(view.dims()))
                .with("stride", view.stride());
    }

    private static Json sizes(Dim3 sizes) {
        return whole(List.of(sizes.x(), sizes.y(), sizes.z()));
    }
}
