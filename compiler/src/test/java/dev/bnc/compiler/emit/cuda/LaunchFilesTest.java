package dev.bnc.compiler.emit.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.program.StateLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is shipped of a net for a GPU.
class LaunchFilesTest {
    private final ProgramGraph program = Compiler.inferenceProgram(ExampleNets.model("mnist/mnist.net"), 2);
    private final LaunchPlan plan = program.launchPlan(Target.SM_90, Precision.FLOAT32);
    private final byte[] model = {1, 2, 3};

    @Test
    void thePlanComesBack(@TempDir Path folder) {
        write(LaunchFiles.of(plan, model, Optional.empty()), folder);
        ShippedPlan back = ShippedPlan.read(folder);
        assertThat(back.plan()).isEqualTo(plan);
        assertThat(back.images()).isEmpty();
        back.requireState(program.state());
    }

    @Test
    void aPlanOfAnotherNetIsRefused(@TempDir Path folder) {
        write(LaunchFiles.of(plan, model, Optional.empty()), folder);
        StateLayout other = Compiler.inferenceProgram(ExampleNets.model("mnist/mnist.net", "width=50"), 2)
                .state();
        assertThatThrownBy(() -> ShippedPlan.read(folder).requireState(other))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("plan.json: a plan of another net: it has h")
                .hasMessageContaining(", the model [50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan.json", "model.bnm", "SHA256SUMS", "kernels/product.cu"})
    void cutFilesAreRefused(String name, @TempDir Path folder) throws IOException {
        write(LaunchFiles.of(plan, model, Optional.empty()), folder);
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 2));
        assertThatThrownBy(() -> ShippedPlan.read(folder))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("= help: make it again");
        Files.delete(file);
        assertThatThrownBy(() -> ShippedPlan.read(folder))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(name + ": is missing");
    }

    private static void write(LaunchFiles files, Path folder) {
        files.files().forEach((name, content) -> {
            try {
                Path file = folder.resolve(name);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void kernelsAreShippedAsSources() {
        LaunchFiles files = LaunchFiles.of(plan, model, Optional.empty());
        for (KernelModule module : plan.modules()) {
            assertThat(files.files().get("kernels/" + module.name() + ".cu"))
                    .isEqualTo(module.source().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void nvccCompilesThemWithoutSpills() {
        Optional<Nvcc> nvcc = Nvcc.find(System.getenv().getOrDefault("PATH", ""));
        assumeTrue(nvcc.isPresent(), "there is no nvcc on the PATH");
        LaunchFiles files = LaunchFiles.of(plan, model, nvcc);
        assertThat(files.plan().modules()).isNotEmpty().allSatisfy(module -> {
            assertThat(files.files()).containsKey(module.cubin().orElseThrow());
            assertThat(module.compiler()).startsWith("nvcc ");
            assertThat(module.entries())
                    .allSatisfy(e -> assertThat(e.resources())
                            .hasValueSatisfying(r -> assertThat(r.spillBytes()).isZero()));
        });
    }
}
