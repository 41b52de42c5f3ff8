package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanJson;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// All files that a program on a GPU needs, by their path:
///
/// - `plan.json`: the launch plan, sources of kernels included;
/// - `kernels/NAME.cu`: the sources, to read;
/// - `kernels/NAME.sm_90.cubin`: the compiled kernels, if there was a compiler;
/// - `weights.safetensors`: the tensors of the state, by the names of the plan's buffers.
public record LaunchFiles(LaunchPlan plan, SequencedMap<String, byte[]> files) {
    /// Path of the plan.
    public static final String PLAN = "plan.json";
    /// Path of the weights.
    public static final String WEIGHTS = "weights.safetensors";

    /// The files of a plan.
    ///
    /// @param compiler compiles the kernels; without one they are compiled where the plan runs
    public static LaunchFiles of(LaunchPlan plan, List<NamedTensor> weights, Optional<Nvcc> compiler) {
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
        files.put(WEIGHTS, tensors(weights));
        return new LaunchFiles(whole, files);
    }

    private static byte[] tensors(List<NamedTensor> weights) {
        var out = new ByteArrayOutputStream();
        try {
            SafeTensors.write(new LinkedHashMap<>(), weights, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /// Bytes of all files together.
    public long bytes() {
        return files.values().stream().mapToLong(f -> f.length).sum();
    }
}
