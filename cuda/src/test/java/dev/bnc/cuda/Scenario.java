package dev.bnc.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.DeviceSettings;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;
import dev.bnc.compiler.model.Model;
import dev.bnc.cuda.compile.KernelSource;
import dev.bnc.cuda.compile.Nvrtc;
import dev.bnc.cuda.driver.Driver;
import dev.bnc.cuda.driver.NvrtcLibrary;
import dev.bnc.cuda.driver.Places;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.WorkerPool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is tried in a JVM of its own, on the stand-in driver and on a real one alike. A failed assertion ends the JVM with exit
/// code 1.
enum Scenario {
    /// Prints what `bnc doctor` would.
    FINDINGS {
        @Override
        void run() {
            new CudaDevice().findings().forEach((subject, finding) -> System.out.println(subject + ": " + finding));
        }
    },
    /// Takes hold of the GPU, and prints why that does not work.
    OPEN {
        @Override
        void run() {
            try (var device = new CudaDevice().open(DeviceSettings.PLAIN)) {
                System.out.println("opened " + device.description());
            } catch (DeviceException e) {
                System.out.println(e.problem() + ": " + e.getMessage());
            }
        }
    },
    /// Three steps of [HandWrittenPlan], two of them under way at once.
    BY_HAND {
        @Override
        void run() {
            try (var device = CudaBackend.open(Places.standard(), DeviceSettings.PLAIN);
                    WorkerPool pool = new ThreadPool(1)) {
                CudaProgram program = device.load(HandWrittenPlan.plan(), HandWrittenPlan.state());
                Memory memory = Memory.allocate(program.info());
                float[] weights = {1, 2, 3, 4, 5, 6};
                System.arraycopy(weights, 0, memory.state(), 0, 6);
                program.prepare(memory, pool);
                assertThat(program.runsAtOnce()).isEqualTo(2);
                input(program, memory, 1, 0.5f);
                program.start(memory, pool);
                input(program, memory, 2, 0.25f);
                program.start(memory, pool);
                program.finish(memory);
                assertOutputs(program, memory, 1, new float[] {9, 12});
                input(program, memory, 3, 0);
                program.start(memory, pool);
                program.finish(memory);
                assertOutputs(program, memory, 2, new float[] {7.5f, 10.5f});
                program.finish(memory);
                assertOutputs(program, memory, 3, new float[] {6.75f, 9.75f});
                assertThat(memory.state()[0]).as("not fetched yet").isEqualTo(1);
                program.fetchState(memory);
                assertThat(memory.state()).startsWith(0.25f, 1.25f, 2.25f, 3.25f, 4.25f, 5.25f);
            }
        }

        private void input(CudaProgram program, Memory memory, int factor, float rate) {
            int offset = program.info().input("x").offset();
            for (int i = 0; i < 3 * HandWrittenPlan.BATCH; i++) {
                memory.arena()[offset + i] = factor * (1 + i / 3);
            }
            memory.arena()[program.info().input("rate").offset()] = rate;
        }

        // x's rows are equal numbers: y is their multiple of the weights' sums by column, and 1 of the bias.
        private void assertOutputs(CudaProgram program, Memory memory, int factor, float[] sums) {
            float total = 0;
            int offset = program.info().output("y").offset();
            for (int row = 0; row < HandWrittenPlan.BATCH; row++) {
                for (int column = 0; column < 2; column++) {
                    float expected = 1 + factor * (1 + row) * sums[column];
                    total += expected;
                    assertThat(memory.arena()[offset + 2 * row + column]).isEqualTo(expected);
                }
            }
            assertThat(memory.arena()[program.info().output("loss").offset()]).isCloseTo(total, within(1e-3f));
        }
    },
    /// Steps of the net of Ioffe and Szegedy's section 4.1.
    MLP {
        @Override
        void run() {
            same(new SameSteps(SameSteps.example("mnist/mnist.net"), 10, 3, 10, 1e-4));
        }
    },
    /// Steps of a convolutional net with momentum.
    LENET {
        @Override
        void run() {
            same(new SameSteps(SameSteps.example("mnist/lenet.net"), 8, 2, 10, 1e-4));
        }
    },
    /// Steps of [SmallNets#INCEPTION].
    INCEPTION {
        @Override
        void run() {
            same(new SameSteps(SameSteps.net(SmallNets.INCEPTION), 6, 3, 4, 1e-4));
        }
    },
    /// Steps of [SmallNets#MIXED].
    MIXED {
        @Override
        void run() {
            same(new SameSteps(SameSteps.net(SmallNets.MIXED), 5, 3, 3, 1e-4));
        }
    },
    /// Steps of [SmallNets#PRODUCTS], whose products and convolutions libraries do, twice: what they chose is remembered. Then the
    /// same in mixed precision, and by plans that were made where no library was asked.
    LIBRARIES {
        @Override
        void run() {
            for (int time = 0; time < 2; time++) {
                withLibraries(Precision.FLOAT32, 1e-4);
            }
            // bnc's own kernels differ by 0.066 in mixed precision, in a gradient that is a small difference.
            withLibraries(Precision.BF16, 0.1);
            try (var device = CudaBackend.open(Places.standard(), DeviceSettings.PLAIN)) {
                products(1e-4).assertSame(graph -> {
                    LaunchPlan plan = graph.launchPlan(Target.SM_90, Precision.FLOAT32, LibraryAdvisor.LATER);
                    return device.load(plan, graph.state());
                });
            }
        }

        private void withLibraries(Precision precision, double bound) {
            var settings = new DeviceSettings(precision, LibraryMode.REQUIRED);
            var used = new TreeSet<String>();
            try (var device = CudaBackend.open(Places.standard(), settings)) {
                assertThat(device.description()).contains(", cuBLASLt ").contains(", cuDNN ");
                products(bound).assertSame(graph -> {
                    var program = (CudaProgram) device.compile(graph);
                    program.plan().steps().stream()
                            .filter(s -> s instanceof LaunchStep.Gemm || s instanceof LaunchStep.Conv)
                            .forEach(s -> used.add(s.getClass().getSimpleName()));
                    return program;
                });
            }
            assertThat(used).containsExactly("Conv", "Gemm");
        }

        private static SameSteps products(double bound) {
            return new SameSteps(SameSteps.net(SmallNets.PRODUCTS), 6, 2, 4, bound);
        }
    },
    /// Takes hold of a GPU whose libraries are wanted; prints what came of it.
    WANTED {
        @Override
        void run() {
            for (LibraryMode mode : LibraryMode.values()) {
                try (var device = CudaBackend.open(Places.standard(), new DeviceSettings(Precision.FLOAT32, mode))) {
                    System.out.println(mode + ": " + device.description());
                } catch (DeviceException e) {
                    System.out.println(mode + ": " + e.problem() + ": " + e.getMessage());
                }
            }
        }
    },
    /// Kernels of every kind compile by NVRTC, which knows less of C++ than nvcc. Says so where there is none.
    COMPILES {
        @Override
        void run() {
            Optional<NvrtcLibrary> found = NvrtcLibrary.find(Places.standard());
            if (found.isEmpty()) {
                System.out.println("no NVRTC");
                return;
            }
            Driver.start(Places.standard());
            var compiler = new Nvrtc(found.orElseThrow());
            var models = List.of(
                    SameSteps.example("mnist/mnist.net"),
                    SameSteps.example("mnist/lenet.net"),
                    SameSteps.net(SmallNets.INCEPTION),
                    SameSteps.net(SmallNets.MIXED),
                    SameSteps.net(SmallNets.RARE));
            models.stream()
                    .flatMap(Scenario::sources)
                    .distinct()
                    .forEach(source -> assertThat(compiler.compile(source)).isNotEmpty());
            System.out.println("compiled by " + compiler.identity());
        }
    },
    /// A kernel fails; what is there is freed all the same.
    FAILING {
        @Override
        void run() {
            try (var device = CudaBackend.open(Places.standard(), DeviceSettings.PLAIN);
                    WorkerPool pool = new ThreadPool(1)) {
                CudaProgram program = device.load(HandWrittenPlan.plan(), HandWrittenPlan.state());
                Memory memory = Memory.allocate(program.info());
                program.prepare(memory, pool);
                assertThatThrownBy(() -> program.run(memory, pool))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("product");
            }
        }
    },
    /// There is not as much memory.
    OUT_OF_MEMORY {
        @Override
        void run() {
            try (var device = CudaBackend.open(Places.standard(), DeviceSettings.PLAIN)) {
                assertThatThrownBy(() -> device.load(HandWrittenPlan.plan(), HandWrittenPlan.state()))
                        .isInstanceOf(DeviceException.class)
                        .hasMessageContaining("by_hand for a batch of 4 needs 1 MB of memory on CPU stand-in")
                        .hasMessageContaining("= help: use a smaller batch")
                        .extracting(e -> ((DeviceException) e).problem())
                        .isEqualTo(DeviceException.Problem.OUT_OF_MEMORY);
            }
        }
    };

    abstract void run();

    /// What the settings of the stand-in driver are for it.
    Map<String, String> settings() {
        return switch (this) {
            case FINDINGS, OPEN, BY_HAND, MLP, LENET, INCEPTION, MIXED, WANTED, COMPILES -> Map.of();
            case LIBRARIES -> Map.of(ScenarioRuns.LIBRARIES, "yes");
            case FAILING -> Map.of("STANDIN_FAIL", "product");
            case OUT_OF_MEMORY -> Map.of("STANDIN_MEMORY", "1000");
        };
    }

    private static Stream<KernelSource> sources(Model model) {
        int batch = model.training().orElseThrow().settings().data().batch();
        return Stream.of(Compiler.inferenceProgram(model, 1), Compiler.trainingProgram(model, batch))
                .flatMap(program -> Stream.of(Precision.values()).map(p -> program.launchPlan(Target.SM_90, p)))
                .flatMap(plan -> plan.modules().stream())
                .map(m -> new KernelSource(m.name(), m.source(), m.options(), Target.SM_90.arch()));
    }

    private static void same(SameSteps steps) {
        try (var device = CudaBackend.open(Places.standard(), DeviceSettings.PLAIN)) {
            steps.assertSame(device);
        }
    }

    public static void main(String[] arguments) {
        try {
            valueOf(arguments[0]).run();
            System.out.println("done");
        } catch (RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
