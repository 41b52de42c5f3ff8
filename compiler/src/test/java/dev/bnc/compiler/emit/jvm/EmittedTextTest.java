package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Emitted classes as text, against files of this name. `-Dgolden.update` rewrites them.
class EmittedTextTest {
    private static final Path FILES = Path.of("src/test/golden/jvm");

    /// `y = relu(x + shift)` in rows of 40, then a softmax of each row.
    private final TinyPlan plan = new TinyPlan(60 * 40 + 48);

    private final Operand x = plan.arena(48, 60, 40);

    private final Elementwise loop = new Elementwise(
            new Body(
                    List.of(
                            new Load(0),
                            new Load(1),
                            new Apply(new Binary(BinaryFunction.ADD), List.of(0, 1)),
                            new Apply(new Relu(), List.of(2))),
                    List.of(3)),
            List.of(x, plan.arena(0, 1, 40)),
            List.of(x),
            60,
            40,
            25);

    @Test
    void program() throws IOException {
        plan.step(loop);
        plan.step(new Call(new Softmax(), List.of(x), x, Optional.empty()));
        check("program", JvmBackend.emit(plan.plan(), VectorWidth.SCALAR, CallerOnly.KERNELS));
    }

    @Test
    void scalarLoop() throws IOException {
        check("scalar-loop", FusedLoops.of(VectorWidth.SCALAR).emit(LoopKind.of(loop, plan.plan())));
    }

    /// Emitted, not run: the machine need not have vectors of this width.
    @Test
    void vectorLoop() throws IOException {
        LoopEmitter emitter = new LoopEmitter(VectorLanes.of(16), LoopKind.of(loop, plan.plan()));
        check("vector-loop", emitter.emit(EmittedClass.named("Loop")));
    }

    private static void check(String name, EmittedClass emitted) throws IOException {
        Path file = FILES.resolve(name + ".txt");
        String text = Bytecode.dump(emitted);
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(FILES);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
