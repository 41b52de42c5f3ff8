package dev.bnc.cli;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Device.Opened;
import dev.bnc.compiler.DeviceSettings;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.cuda.ShippedPlan;
import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;
import dev.bnc.runtime.kernel.KernelProvider;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// On what a net is run.
final class Execution {
    /// The devices there are.
    enum Device {
        /// JVM bytecode with vectors.
        CPU,
        /// The reference interpreter.
        REFERENCE,
        /// A CUDA GPU.
        CUDA
    }

    /// Less work than this is done before HotSpot has compiled vector code. Measured with ResNet-18 (3.6 GFLOP an image)
    /// on two threads: a process that answers for one image takes half as long with scalar code, for eight 0.57 times.
    private static final long SHORT_RUN_FLOPS = 32_000_000_000L;

    /// Whether the launcher has started Java without vectors, for an answer about a few pictures.
    private static final boolean STARTED_SHORT = Boolean.getBoolean("bnc.short");

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu; cuda: an NVIDIA GPU; or reference: the float64 interpreter that all else is tested"
                    + " against, very slow.")
    private Device device = Device.CPU;

    @Option(
            names = "--precision",
            paramLabel = "WHAT",
            description = "cuda: how products are computed, float32, tf32 or bf16 (mixed precision); float32 unless given.")
    private Optional<Precision> precision = Optional.empty();

    @Option(
            names = "--libraries",
            paramLabel = "WHICH",
            description = "cuda: none; auto: cuBLASLt and cuDNN where they are installed; or required: an error where they are"
                    + " not. none unless given.")
    private Optional<LibraryMode> libraries = Optional.empty();

    private final Sharing sharing;

    private @Nullable Opened opened;

    /// Who else takes the options for GPUs.
    private enum Sharing {
        NOBODY,
        COMMAND
    }

    Execution() {
        this(Sharing.NOBODY);
    }

    private Execution(Sharing sharing) {
        this.sharing = sharing;
    }

    /// For a command that takes the options for GPUs for itself, whatever runs here.
    static Execution sharingOptions() {
        return new Execution(Sharing.COMMAND);
    }

    /// How products are computed on a GPU.
    Precision precision() {
        return precision.orElse(Precision.FLOAT32);
    }

    /// Whether GPUs' libraries are called.
    LibraryMode libraries() {
        return libraries.orElse(LibraryMode.NONE);
    }

    @Mixin
    private Threads threads = new Threads();

    /// What was chosen, once it is known that it takes the options that were given.
    Device device() {
        if (device != Device.CUDA && sharing == Sharing.NOBODY && (precision.isPresent() || libraries.isPresent())) {
            String option = precision.isPresent() ? "--precision" : "--libraries";
            throw UserError.of(ExitCodes.USAGE, option + " is an option of --device cuda");
        }
        return device;
    }

    /// How many threads take part.
    int threads() {
        return threads.count();
    }

    WorkerPool pool() {
        return threads.pool();
    }

    /// What compiles for the device.
    ///
    /// @throws DeviceException if it is not there, or not to be used
    Backend backend() {
        return switch (device()) {
            case CPU -> Backend.jvm();
            case REFERENCE -> Backend.reference();
            case CUDA -> gpu();
        };
    }

    /// What compiles for the device, in a process that does no more than `flops` floating-point operations with it.
    ///
    /// @throws DeviceException if it is not there, or not to be used
    Backend backend(long flops) {
        boolean kernelsGiven = System.getProperty(KernelProvider.PROPERTY) != null;
        boolean brief = STARTED_SHORT || (flops < SHORT_RUN_FLOPS && !kernelsGiven);
        return device() == Device.CPU && brief ? Backend.shortRun() : backend();
    }

    /// A program of the launch plan that lies beside a model, where it was exported for a GPU and one is asked for: for the batch
    /// that the plan was made for.
    ///
    /// @param file the model's
    /// @throws DeviceException if the device is not there, or not to be used
    Optional<Program> shipped(TrainedModel model, Path file) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        return device == Device.CUDA && ShippedPlan.isIn(folder)
                ? Optional.of(gpu().load(ShippedPlan.read(folder), model.layout()))
                : Optional.empty();
    }

    /// Whether programs run on the CPU, as bytecode.
    boolean isCpu() {
        return device == Device.CPU;
    }

    // Held until the process ends; the driver cleans up then.
    private Opened gpu() {
        if (opened == null) {
            opened = Devices.open("cuda", new DeviceSettings(precision(), libraries()));
        }
        return opened;
    }

    /// In words: `cpu, 2 threads, 512-bit vectors`.
    String description() {
        return switch (device) {
            case CPU -> threads.description();
            case REFERENCE -> "reference interpreter, 1 thread";
            case CUDA -> "cuda, " + gpu().description();
        };
    }
}
