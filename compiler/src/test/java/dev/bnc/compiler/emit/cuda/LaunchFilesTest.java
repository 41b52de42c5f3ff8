package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanReader;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.Weights;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is shipped of a net for a GPU.
class LaunchFilesTest {
    private final ProgramGraph program = Compiler.inferenceProgram(ExampleNets.model("mnist/mnist.net"), 2);
    private final LaunchPlan plan = program.launchPlan(Target.SM_90, Precision.FLOAT32);
    private final List<NamedTensor> weights = weights(program.state());

    @Test
    void thePlanComesBackAndTheWeightsAreTheStateOfThePlan() {
        LaunchFiles files = LaunchFiles.of(plan, weights, Optional.empty());
        byte[] json = file(files, LaunchFiles.PLAN);
        assertThat(LaunchPlanReader.read(new String(json, StandardCharsets.UTF_8), "plan.json"))
                .isEqualTo(plan);
        SafeTensors stored = SafeTensors.of(file(files, LaunchFiles.WEIGHTS), "weights");
        List<DeviceBuffer> state =
                plan.buffers().stream().filter(b -> b.role().state()).toList();
        assertThat(stored.entries()).hasSameSizeAs(state);
        assertThat(state)
                .allSatisfy(b -> assertThat(stored.find(b.name()))
                        .hasValueSatisfying(entry -> assertThat(entry.shape()).isEqualTo(b.shape())));
    }

    @Test
    void kernelsAreShippedAsSources() {
        LaunchFiles files = LaunchFiles.of(plan, weights, Optional.empty());
        for (KernelModule module : plan.modules()) {
            assertThat(files.files().get("kernels/" + module.name() + ".cu"))
                    .isEqualTo(module.source().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void nvccCompilesThemWithoutSpills() {
        Optional<Nvcc> nvcc = Nvcc.find(System.getenv().getOrDefault("PATH", ""));
        assumeTrue(nvcc.isPresent(), "there is no nvcc on the PATH");
        LaunchFiles files = LaunchFiles.of(plan, weights, nvcc);
        assertThat(files.plan().modules()).isNotEmpty().allSatisfy(module -> {
            assertThat(files.files()).containsKey(module.cubin().orElseThrow());
            assertThat(module.compiler()).startsWith("nvcc ");
            assertThat(module.entries())
                    .allSatisfy(e -> assertThat(e.resources())
                            .hasValueSatisfying(r -> assertThat(r.spillBytes()).isZero()));
        });
    }

    private static byte[] file(LaunchFiles files, String path) {
        return Objects.requireNonNull(files.files().get(path), path);
    }

    private static List<NamedTensor> weights(StateLayout layout) {
        return Weights.of(layout, InitialState.of(layout, 7));
    }
}
