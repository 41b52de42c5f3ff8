package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanPrinter;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--target cuda` and `--to cuda`: what is written reads back, and is what is shown.
class LaunchPlansTest {
    @TempDir
    Path folder;

    @Test
    void thePlanThatIsWrittenIsTheOneThatIsShown() throws IOException {
        Sandbox sandbox = Sandbox.in(folder);
        ok(sandbox, "compile {}/tiny.net --target cuda --training -o {}/step.json");
        LaunchPlan plan = read(sandbox.path("step.json"));
        assertThat(plan.batch()).isEqualTo(10);
        assertThat(plan.buffers(BufferRole.HYPERPARAMETER))
                .extracting(b -> b.name())
                .containsExactly("lr");
        Outcome shown = ok(sandbox, "show {}/tiny.net --as plan --target cuda --training");
        assertThat(shown.out()).isEqualTo(LaunchPlanPrinter.print(plan));
    }

    @Test
    void anExportedFolderHoldsThePlanOfTheFusedNet() throws IOException {
        Sandbox sandbox = Sandbox.in(folder);
        ok(sandbox, "compile {}/tiny.net --quiet --no-fuse -o {}/tiny.bnm");
        ok(sandbox, "export {}/tiny.bnm --stats stored --to cuda --batch 4 --nvcc none -o {}/tiny-cuda");
        LaunchPlan plan = read(sandbox.path("tiny-cuda/plan.json"));
        assertThat(plan.batch()).isEqualTo(4);
        assertThat(plan.buffers(BufferRole.STATISTIC)).isEmpty();
        assertThat(plan.modules())
                .isNotEmpty()
                .allSatisfy(m -> assertThat(sandbox.path("tiny-cuda/kernels/" + m.name() + ".cu"))
                        .hasContent(m.source()));
    }

    private static LaunchPlan read(Path file) throws IOException {
        return LaunchPlanReader.read(Files.readString(file), file.toString());
    }

    private static Outcome ok(Sandbox sandbox, String command) {
        Outcome outcome = sandbox.run(command);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome;
    }
}
