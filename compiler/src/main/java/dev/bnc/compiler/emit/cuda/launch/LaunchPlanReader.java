package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.Optional;

/// Reads launch plans from JSON: what [LaunchPlanJson] writes.
public final class LaunchPlanReader {
    private LaunchPlanReader() {}

    /// The plan, verified.
    ///
    /// @param file names it in messages
    /// @throws ArtifactException if the text is no launch plan of this version, or one that cannot be
    public static LaunchPlan read(String text, String file) {
        JsonFields fields = JsonFields.of(Json.parse(text, file), "plan", file);
        int format = fields.count("format");
        if (format != LaunchPlanJson.FORMAT) {
            throw new ArtifactException(new ArtifactException.Fault(
                    ArtifactException.Kind.OTHER_VERSION,
                    file,
                    "",
                    "a launch plan of format " + format + ", this bnc reads " + LaunchPlanJson.FORMAT,
                    "make it again: `bnc compile ... --target cuda`"));
        }
        try {
            LaunchPlan plan = plan(fields);
            LaunchPlanVerifier.verify(plan);
            return plan;
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException impossible) {
            String reason = String.valueOf(impossible.getMessage()).lines().findFirst().orElse("");
            throw new ArtifactException(new ArtifactException.Fault(
                    ArtifactException.Kind.IMPOSSIBLE,
                    file,
                    "",
                    "a launch plan that cannot run: " + reason,
                    "make it again: `bnc compile ... --target cuda`"));
        }
    }

    private static LaunchPlan plan(JsonFields fields) {
        return new LaunchPlan(
                fields.text("name"),
                fields.count("batch"),
                target(fields.member("target")),
                arena(fields.member("arena")),
                fields.each("buffers", LaunchPlanReader::buffer),
                fields.each("modules", LaunchPlanReader::module),
                fields.each("setup", StepReader::step),
                fields.each("steps", StepReader::step));
    }

    private static Target target(JsonFields fields) {
        return new Target(
                fields.text("arch"), fields.text("cuda"), fields.count("driver"), fields.maybe("cublas"), fields.maybe("cudnn"));
    }

    private static Arena arena(JsonFields fields) {
        return new Arena(fields.whole("bytes"), fields.whole("state_bytes"));
    }

    private static DeviceBuffer buffer(JsonFields fields) {
        List<Integer> life = fields.counts("life", 2);
        return new DeviceBuffer(
                fields.text("name"),
                fields.word("role", BufferRole.values()),
                fields.word("type", DataType.values()),
                fields.counts("shape"),
                fields.counts("strides"),
                fields.whole("offset"),
                fields.whole("bytes"),
                new Life(life.get(0), life.get(1)),
                fields.maybe("alias"));
    }

    private static KernelModule module(JsonFields fields) {
        var module = new KernelModule(
                fields.text("name"),
                fields.text("source"),
                fields.texts("options"),
                fields.maybe("cubin"),
                fields.text("compiler"),
                fields.each("entries", LaunchPlanReader::entry));
        if (!module.sha256().equals(fields.text("sha256"))) {
            throw fields.broken("sha256");
        }
        return module;
    }

    private static KernelModule.Entry entry(JsonFields fields) {
        List<Parameter> signature = fields.each("signature", LaunchPlanReader::parameter);
        if (!fields.has("registers")) {
            return new KernelModule.Entry(fields.text("name"), signature, Optional.empty());
        }
        var needs = new KernelModule.Resources(
                fields.count("registers"), fields.count("spill_bytes"), fields.count("shared_bytes"));
        return new KernelModule.Entry(fields.text("name"), signature, Optional.of(needs));
    }

    private static Parameter parameter(JsonFields fields) {
        return new Parameter(
                fields.text("name"),
                fields.word("type", DataType.values()),
                fields.word("access", Parameter.Access.values()));
    }
}
