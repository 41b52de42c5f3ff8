package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs the nets' inference on the emitted code and on the float64 interpreter, with gammas of both signs and statistics
/// unlike those of a new net.
class InferenceTest {
    private static final long SEED = 11;

    /// Of the largest output. Sums of thousands of products in float32, a hundred layers deep.
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "imagenet/bn_inception.net, size=32",
        "imagenet/resnet18.net,     size=32",
        "imagenet/resnet50.net,     size=32",
        "imagenet/vgg16_bn.net,     size=32 hidden=64",
        "imagenet/mobilenet.net,    size=32",
        "imagenet/densenet121.net,  size=32",
        "cifar/cifar_inception.net, size=16",
    })
    void smallPicturesAsTheReferenceSays(String file, String settings) {
        check(ExampleNets.model(file, settings.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet/bn_inception.net", "imagenet/resnet18.net", "imagenet/mobilenet.net", "cifar/cifar_inception.net"
    })
    @Tag("long")
    void wholePicturesAsTheReferenceSays(String file) {
        check(ExampleNets.model(file));
    }

    private static void check(Model model) {
        ProgramGraph source = Compiler.inferenceProgram(model, 1);
        float[] state = state(source.state());
        float[] expected = logits(Backend.reference().compile(source), state);
        for (Backend backend : List.of(Backend.jvm(), Backend.shortRun())) {
            compare(expected, logits(backend.compile(source), state));
        }
    }

    private static void compare(float[] expected, float[] actual) {
        double largest = 0;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(expected[i] - actual[i]));
        }
        assertThat(largest).as("seed %d", SEED).isPositive();
        assertThat(error).as("seed %d", SEED).isLessThan(TOLERANCE * largest);
    }

    @Test
    void aShortRunPreparesNoFiltersForWinograd() {
        ProgramGraph source = Compiler.inferenceProgram(ExampleNets.model("imagenet/resnet18.net"), 1);
        assertThat(PlanPrinter.print(source.plan())).contains("winograd");
        assertThat(PlanPrinter.print(source.shortPlan())).doesNotContain("winograd");
    }

    private static float[] logits(Program program, float[] state) {
        Memory memory = new Memory(state.clone(), new float[program.info().arenaSize()]);
        Slot image = program.info().input("image");
        var random = new Random(SEED);
        for (int i = 0; i < image.size(); i++) {
            memory.arena()[image.offset() + i] = (float) random.nextGaussian();
        }
        try (WorkerPool pool = new ThreadPool(2)) {
            program.prepare(memory, pool);
            program.run(memory, pool);
        }
        Slot logits = program.info().output("logits");
        return Arrays.copyOfRange(memory.arena(), logits.offset(), logits.offset() + logits.size());
    }

    static float[] state(StateLayout layout) {
        float[] state = InitialState.of(layout, SEED);
        var random = new Random(SEED);
        for (StateTensor tensor : layout.tensors()) {
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                switch (tensor.role()) {
                    case GAMMA -> state[i] = (float) (random.nextInt(5) == 0 ? -0.5 : 1) * random.nextFloat(0.5f, 1.5f);
                    case BETA, BIAS, MEAN -> state[i] = (float) (0.1 * random.nextGaussian());
                    case VARIANCE -> state[i] = random.nextFloat(0.5f, 2);
                    case WEIGHT, COVARIANCE, SLOT -> {}
                }
            }
        }
        return state;
    }
}
