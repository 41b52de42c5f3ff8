package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// A launch plan as it stands in `plan.json`. [LaunchPlanReader] reads it back: plan to JSON to plan is the identity, and so
/// is JSON to plan to JSON.
///
/// Sizes of bytes and offsets are whole numbers; enums are words in lower case; what is absent is left out. `sha256` of a
/// module is written for those who want to know whether compiled code still fits, and checked when read.
public final class LaunchPlanJson {
    /// Number of the form of `plan.json`.
    public static final int FORMAT = 1;

    private LaunchPlanJson() {}

    /// The plan.
    public static Json.Obj of(LaunchPlan plan) {
        return new Json.Obj()
                .with("format", FORMAT)
                .with("name", plan.name())
                .with("batch", plan.batch())
                .with("target", target(plan.target()))
                .with("arena", arena(plan.arena()))
                .with("buffers", list(plan.buffers(), LaunchPlanJson::buffer))
                .with("modules", list(plan.modules(), LaunchPlanJson::module))
                .with("setup", list(plan.setup(), StepJson::of))
                .with("steps", list(plan.steps(), StepJson::of));
    }

    private static Json target(Target target) {
        Json.Obj json = new Json.Obj()
                .with("arch", target.arch())
                .with("cuda", target.cuda())
                .with("driver", target.driver());
        json = target.cublas().isPresent() ? json.with("cublas", target.cublas().get()) : json;
        return target.cudnn().isPresent() ? json.with("cudnn", target.cudnn().get()) : json;
    }

    private static Json arena(Arena arena) {
        return new Json.Obj().with("bytes", arena.bytes()).with("state_bytes", arena.stateBytes());
    }

    private static Json buffer(DeviceBuffer buffer) {
        Json.Obj json = new Json.Obj()
                .with("name", buffer.name())
                .with("role", word(buffer.role()))
                .with("type", word(buffer.type()))
                .with("shape", whole(buffer.shape()))
                .with("strides", whole(buffer.strides()))
                .with("offset", buffer.offset())
                .with("bytes", buffer.bytes())
                .with("life", whole(List.of(buffer.life().first(), buffer.life().last())));
        return buffer.alias().isPresent() ? json.with("alias", buffer.alias().get()) : json;
    }

    private static Json module(KernelModule module) {
        Json.Obj json = new Json.Obj()
                .with("name", module.name())
                .with("source", module.source())
                .with("options", list(module.options(), Json.Text::new))
                .with("compiler", module.compiler())
                .with("sha256", module.sha256())
                .with("entries", list(module.entries(), LaunchPlanJson::entry));
        return module.cubin().isPresent() ? json.with("cubin", module.cubin().get()) : json;
    }

    private static Json entry(KernelModule.Entry entry) {
        Json.Obj json = new Json.Obj()
                .with("name", entry.name())
                .with("signature", list(entry.signature(), LaunchPlanJson::parameter));
        if (entry.resources().isEmpty()) {
            return json;
        }
        KernelModule.Resources needs = entry.resources().get();
        return json.with("registers", needs.registers())
                .with("spill_bytes", needs.spillBytes())
                .with("shared_bytes", needs.sharedBytes());
    }

    private static Json parameter(Parameter parameter) {
        return new Json.Obj()
                .with("name", parameter.name())
                .with("type", word(parameter.type()))
                .with("access", word(parameter.access()));
    }

    /// An enum's word.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Whole numbers.
    static Json whole(List<? extends Number> numbers) {
        return list(numbers, n -> new Json.Num(Long.toString(n.longValue())));
    }

    /// An array.
    static <T> Json list(List<T> values, Function<? super T, ? extends Json> json) {
        return new Json.Arr(values.stream().<Json>map(json).toList());
    }
}
