package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import dev.bnc.compiler.emit.cuda.library.VendorLibrary;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.CublasLt;
import dev.bnc.cuda.driver.Cudnn;
import dev.bnc.cuda.driver.Places;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.cuda.driver.TaskLibrary;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// cuBLASLt and cuDNN, as far as they are there and wanted. Which of their ways of doing a task is fastest is timed once on a
/// GPU and then remembered.
final class VendorLibraries implements LibraryAdvisor, AutoCloseable {
    private final Map<VendorLibrary, TaskLibrary> started = new EnumMap<>(VendorLibrary.class);
    private final List<String> notes = new ArrayList<>();
    private final Places places;
    private final Context context;
    private final Timing timing;
    private final ChoiceCache cache;
    private final LibraryMode mode;

    /// @throws DeviceException if they are required and one is not there
    VendorLibraries(LibraryMode mode, Places places, Context context, Stream stream) {
        this.mode = mode;
        this.places = places;
        this.context = context;
        this.timing = new Timing(context, stream);
        this.cache = new ChoiceCache(places.cache().resolve("cuda").resolve("libraries.txt"));
        if (mode != LibraryMode.NONE) {
            for (VendorLibrary library : VendorLibrary.values()) {
                open(library);
            }
        }
    }

    private void open(VendorLibrary library) {
        try {
            started.put(library, start(library));
            notes.add(library.title() + " " + started.get(library).version());
        } catch (DeviceException e) {
            if (mode == LibraryMode.REQUIRED) {
                close();
                throw e;
            }
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            notes.add(why + ", own kernels do its work");
        }
    }

    private TaskLibrary start(VendorLibrary library) {
        return switch (library) {
            case CUBLASLT -> CublasLt.start(places);
            case CUDNN -> Cudnn.start(places);
        };
    }

    /// What was found and what not, for people; empty if no library is wanted.
    List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public Optional<String> version(VendorLibrary library) {
        return Optional.ofNullable(started.get(library)).map(TaskLibrary::version);
    }

    @Override
    public Optional<LibraryAdvice> advise(LibraryTask task) {
        return Optional.ofNullable(started.get(task.library()))
                .flatMap(library -> advise(library, task, LibraryAdvisor.workspace(task)));
    }

    private Optional<LibraryAdvice> advise(TaskLibrary library, LibraryTask task, long workspace) {
        String key = String.join(
                " ", context.gpu().name(), task.library().title(), library.version(), task.key(), "in " + workspace);
        Optional<LibraryAdvice> known = cache.find(key);
        if (known.isPresent()) {
            return known;
        }
        List<LibraryAdvice> candidates = library.candidates(task, workspace);
        Optional<LibraryAdvice> best = timing.fastest(library, task, candidates);
        best.ifPresent(b -> cache.keep(key, b));
        return best;
    }

    /// Gets the library's steps of a plan ready, by their step. Libraries that only a plan made elsewhere needs are started.
    ///
    /// @throws DeviceException if the library is not there, or cannot do a step
    Map<LaunchStep, TaskLibrary.PreparedTask> prepare(LaunchPlan plan, Resources resources) {
        var prepared = new HashMap<LaunchStep, TaskLibrary.PreparedTask>();
        var steps = new ArrayList<>(plan.setup());
        steps.addAll(plan.steps());
        for (LaunchStep step : steps) {
            switch (step) {
                case LaunchStep.Gemm gemm -> {
                    var planned = new LibraryAdvice(room(plan, gemm.workspace()), gemm.algorithm(), Optional.empty());
                    var from = new Planned(planned, plan.target().cublas().filter(_ -> !gemm.algorithm().isEmpty()));
                    prepared.computeIfAbsent(step, _ -> ready(LibraryTask.of(gemm, plan), from, resources));
                }
                case LaunchStep.Conv conv -> {
                    var planned = new LibraryAdvice(room(plan, conv.workspace()), List.of(), conv.engine());
                    var from = new Planned(planned, plan.target().cudnn().filter(_ -> conv.engine().isPresent()));
                    prepared.computeIfAbsent(step, _ -> ready(LibraryTask.of(conv, plan), from, resources));
                }
                case LaunchStep.Kernel _, LaunchStep.Norm _, LaunchStep.Memset _, LaunchStep.Copy _ -> {}
            }
        }
        return prepared;
    }

    private static long room(LaunchPlan plan, Optional<View> workspace) {
        return workspace
                .map(v -> v.elements() * plan.buffers().get(v.buffer()).type().bytes())
                .orElse(0L);
    }

    /// What a plan says of a step.
    ///
    /// @param version of the library that the choice is for; empty if none was made
    private record Planned(LibraryAdvice advice, Optional<String> version) {}

    private TaskLibrary.PreparedTask ready(LibraryTask task, Planned planned, Resources resources) {
        TaskLibrary library = started.computeIfAbsent(task.library(), this::start);
        boolean same = planned.version.equals(Optional.of(library.version()));
        LibraryAdvice advice = same
                ? planned.advice
                : advise(library, task, planned.advice.workspace())
                        .orElseThrow(() -> new DeviceException(
                                Problem.UNFIT,
                                task.library().title() + " " + library.version() + " cannot do a step of the plan: "
                                        + task.key(),
                                "make the plan anew with --libraries none: bnc's own kernels need the driver alone"));
        TaskLibrary.PreparedTask prepared = library.prepare(task, advice);
        return resources.keep(prepared, prepared::close);
    }

    @Override
    public void close() {
        started.values().forEach(TaskLibrary::close);
        started.clear();
    }
}
