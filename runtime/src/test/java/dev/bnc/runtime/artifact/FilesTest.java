package dev.bnc.runtime.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    private static final StateLayout LAYOUT = new StateLayout(List.of(
            new StateTensor("w", List.of(2, 2), Role.WEIGHT, new Initializer.Constant(0), 0),
            new StateTensor("b", List.of(2), Role.BIAS, new Initializer.Constant(0), 4)));

    @TempDir
    Path folder;

    @Test
    void aCheckpointKeepsStateAndFacts() {
        Path file = checkpoint();
        var state = new float[6];
        Checkpoint read = Checkpoint.read(file);
        read.restore(LAYOUT, state);
        assertThat(state).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.wholeFact("step")).isEqualTo(12);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    // Only other white space between the parts of the header can pass.
    @Test
    void damageToACheckpointIsToldOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(checkpoint());
        new Damage(whole, 1, 2000).forEach(damaged -> {
            try {
                Checkpoint read = Checkpoint.of(SafeTensors.of(damaged, "memory"));
                var state = new float[6];
                read.restore(LAYOUT, state);
                assertThat(state).containsExactly(1, 2, 3, 4, 5, 6);
                assertThat(read.facts()).isEqualTo(Map.of("step", "12"));
                assertThat(damaged.length).isEqualTo(whole.length);
            } catch (ArtifactException told) {
                assertThat(told).hasMessageStartingWith("memory");
            }
        });
    }

    @Test
    void aCheckpointOfAnotherNetIsTold() {
        Checkpoint read = Checkpoint.read(checkpoint());
        var renamed = new StateLayout(List.of(LAYOUT.tensors().getFirst()));
        assertThatThrownBy(() -> read.restore(renamed, new float[6]))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("of another net or optimizer: it has 2 tensors, not 1");
    }

    @Test
    void npyRoundTripAndDamage() throws IOException {
        Path file = folder.resolve("x.npy");
        Npy.write(file, NamedTensor.of("x", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
        NamedTensor read = Npy.read(file);
        assertThat(read.shape()).containsExactly(2, 3);
        assertThat(read.storage()).containsExactly(1, 2, 3, 4, 5, 6);
        byte[] whole = Files.readAllBytes(file);
        assertThat(whole.length).isEqualTo(128 + 24);
        new Damage(whole, 3, 3000).forEach(damaged -> {
            try {
                NamedTensor tensor = Npy.read(MemorySegment.ofArray(damaged), "memory");
                assertThat(tensor.storage()).hasSize(tensor.size());
                assertThat(damaged.length).isEqualTo(whole.length);
            } catch (ArtifactException told) {
                assertThat(told).hasMessageStartingWith("memory: ");
            }
        });
    }

    @Test
    void anUnwritablePlaceIsToldAndTheOldContentStays() throws IOException {
        Path file = folder.resolve("a/b.txt");
        assertThatThrownBy(() -> AtomicFile.write(file, "x"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(file + ": cannot be written: ");
        Path old = folder.resolve("old.txt");
        AtomicFile.write(old, "old");
        assertThatThrownBy(() -> AtomicFile.write(old, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("disk full");
        assertThat(Files.readString(old)).isEqualTo("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void metricsGoOnAfterTheLastStepKept() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        try (MetricsLog log = MetricsLog.open(file, 0)) {
            for (int step = 1; step <= 5; step++) {
                log.append(new Json.Obj().with("step", step));
            }
        }
        Files.writeString(file, Files.readString(file, StandardCharsets.UTF_8) + "{\"step\":", StandardCharsets.UTF_8);
        try (MetricsLog log = MetricsLog.open(file, 3)) {
            log.append(new Json.Obj().with("step", 4).with("loss", Double.NaN));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"step\":1}", "{\"step\":2}", "{\"step\":3}", "{\"step\":4,\"loss\":null}");
    }

    @Test
    void runFoldersCountUp() throws IOException {
        assertThat(RunFolder.latest(folder, "net")).isEmpty();
        assertThat(RunFolder.create(folder, "net").name()).isEqualTo("net-0001");
        Files.createDirectory(folder.resolve("net-0041"));
        Files.createDirectory(folder.resolve("net-work-0099"));
        RunFolder next = RunFolder.create(folder, "net");
        assertThat(next.name()).isEqualTo("net-0042");
        assertThat(RunFolder.latest(folder, "net")).contains(next);
        next.writeFacts(next.facts().with("status", "running"));
        assertThat(Files.readString(next.runFile())).isEqualTo("{\"status\":\"running\"}\n");
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("none"))).isInstanceOf(ArtifactException.class);
    }

    private Path checkpoint() {
        Path file = folder.resolve("last.ckpt");
        var facts = new LinkedHashMap<String, String>();
        facts.put("step", "12");
        Checkpoint.write(file, facts, LAYOUT, new float[] {1, 2, 3, 4, 5, 6});
        return file;
    }
}
