package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// All files that a program on a GPU needs, by their path:
///
/// - `plan.json`: the launch plan, sources of kernels included;
/// - `kernels/NAME.cu`: the sources, to read;
/// - `kernels/NAME.sm_90.cubin`: the compiled kernels, if there was a compiler;
/// - `model.bnm`: the model; its weights are the state, by the names of the plan's buffers;
/// - `SHA256SUMS`: a checksum of each, as `sha256sum -c` takes it.
public record LaunchFiles(LaunchPlan plan, SequencedMap<String, byte[]> files) {
    /// Path of the plan.
    public static final String PLAN = "plan.json";
    /// Path of the model.
    public static final String MODEL = "model.bnm";
    /// Path of the checksums.
    public static final String SUMS = "SHA256SUMS";

    /// The files of a plan.
    ///
    /// @param model the model that the plan was made of, as a `.bnm` file
    /// @param compiler compiles the kernels; without one they are compiled where the plan runs
    public static LaunchFiles of(LaunchPlan plan, byte[] model, Optional<Nvcc> compiler) {
        var files = new LinkedHashMap<String, byte[]>();
        var modules = new ArrayList<KernelModule>();
        for (KernelModule module : plan.modules()) {
            String path = "kernels/" + module.name();
            files.put(path + ".cu", module.source().getBytes(StandardCharsets.UTF_8));
            if (compiler.isPresent()) {
                String cubin = path + "." + plan.target().arch() + ".cubin";
                Nvcc.Compiled compiled = compiler.get().compile(module, plan.target(), cubin);
                files.put(cubin, compiled.cubin());
                modules.add(compiled.module());
            } else {
                modules.add(module);
            }
        }
        LaunchPlan whole = new LaunchPlan(
                plan.name(), plan.batch(), plan.target(), plan.arena(), plan.buffers(), modules, plan.setup(), plan.steps());
        files.putFirst(PLAN, (LaunchPlanJson.of(whole) + "\n").getBytes(StandardCharsets.UTF_8));
        files.put(MODEL, model);
        String sums = files.entrySet().stream()
                .map(f -> ShippedPlan.sum(f.getValue()) + "  " + f.getKey() + "\n")
                .collect(Collectors.joining());
        files.put(SUMS, sums.getBytes(StandardCharsets.UTF_8));
        return new LaunchFiles(whole, files);
    }

    /// Bytes of all files together.
    public long bytes() {
        return files.values().stream().mapToLong(f -> f.length).sum();
    }
}
