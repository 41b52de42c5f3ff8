package dev.bnc.cuda;

import dev.bnc.compiler.Device;
import dev.bnc.compiler.DeviceSettings;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.emit.cuda.ShippedPlan;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.cuda.compile.KernelImages;
import dev.bnc.cuda.driver.Context;
import dev.bnc.cuda.driver.Driver;
import dev.bnc.cuda.driver.Places;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// A GPU taken hold of, and what is on it. What a program or a state has there is freed when neither is reachable any more, or
/// when this is closed.
final class CudaBackend implements Device.Opened {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Context context;
    private final Lane.Streams streams;
    private final KernelImages code;
    private final DeviceSettings settings;
    private final VendorLibraries libraries;
    private final Resources own = new Resources();
    private final Set<Resources> open = new LinkedHashSet<>();
    private final Map<float[], DeviceState> states = new WeakHashMap<>();
    private @Nullable DeviceCopies copies;

    private CudaBackend(Places places, Context context, KernelImages code, DeviceSettings settings) {
        this.context = context;
        own.keep(context, context::close);
        try {
            this.streams = new Lane.Streams(stream(own), stream(own), stream(own));
            this.libraries = new VendorLibraries(settings.libraries(), places, context, streams.main());
            own.keep(libraries, libraries::close);
        } catch (RuntimeException e) {
            own.closeAfter(e);
            throw e;
        }
        this.code = code;
        this.settings = settings;
    }

    private static Stream stream(Resources own) {
        var stream = new Stream();
        return own.keep(stream, stream::close);
    }

    /// Takes hold of the first GPU.
    ///
    /// @throws DeviceException if there is none, or it cannot be used
    static CudaBackend open(Places places, DeviceSettings settings) {
        Driver driver = Driver.start(places);
        return new CudaBackend(places, driver.open(driver.gpus().getFirst()), KernelImages.of(places), settings);
    }

    @Override
    public String description() {
        var parts = new ArrayList<>(List.of(context.gpu().name()));
        parts.addAll(libraries.notes());
        return String.join(", ", parts);
    }

    @Override
    public Program compile(ProgramGraph graph) {
        LaunchPlan plan;
        synchronized (this) {
            enter();
            plan = graph.launchPlan(Target.SM_90, settings.precision(), libraries);
        }
        return load(plan, graph.state());
    }

    @Override
    public Program load(ShippedPlan shipped, StateLayout state) {
        shipped.requireState(state);
        boolean ours = shipped.plan().target().arch().equals(context.gpu().architecture());
        return load(shipped.plan(), state, ours ? code.behind(shipped.images()) : code);
    }

    /// A plan as a program.
    ///
    /// @param state where the plan's tensors are in the CPU's array
    CudaProgram load(LaunchPlan plan, StateLayout state) {
        return load(plan, state, code);
    }

    private synchronized CudaProgram load(LaunchPlan plan, StateLayout state, KernelImages images) {
        enter();
        ProgramInfo info = info(plan, state);
        var resources = new Resources();
        open.add(resources);
        try {
            var machine = new LoadedPlan.Machine(context, images, libraries);
            var program = new CudaProgram(this, new LoadedPlan(plan, info, machine, resources), info);
            CLEANER.register(program, () -> free(resources));
            return program;
        } catch (RuntimeException e) {
            open.remove(resources);
            resources.closeAfter(e);
            throw e;
        }
    }

    private static ProgramInfo info(LaunchPlan plan, StateLayout state) {
        var inputs = new ArrayList<Slot>();
        var outputs = new ArrayList<Slot>();
        int end = 0;
        for (DeviceBuffer buffer : plan.buffers()) {
            boolean input = buffer.role() == BufferRole.INPUT || buffer.role() == BufferRole.HYPERPARAMETER;
            if (input || buffer.role() == BufferRole.OUTPUT) {
                var slot = new Slot(buffer.name(), buffer.shape(), end);
                List<Slot> slots = input ? inputs : outputs;
                slots.add(slot);
                end = Math.addExact(end, slot.size());
            }
        }
        return new ProgramInfo(plan.name(), plan.batch(), inputs, outputs, state, end);
    }

    /// Before anything else on the calling thread.
    void enter() {
        context.makeCurrent();
    }

    /// Where the state is copied and steps are put.
    Stream stream() {
        return streams.main();
    }

    /// All streams.
    Lane.Streams streams() {
        return streams;
    }

    /// Copies within the GPU's memory.
    DeviceCopies copies() {
        if (copies == null) {
            copies = new DeviceCopies(context, stream(), own);
        }
        return copies;
    }

    /// The state of `array` on the GPU, large enough for a plan.
    DeviceState stateOf(float[] array, LaunchPlan plan) {
        DeviceState known = states.get(array);
        if (known != null && known.holds(plan)) {
            return known;
        }
        if (known != null) {
            known.download(array, stream());
        }
        var resources = new Resources();
        open.add(resources);
        try {
            var state = new DeviceState(context, plan, resources);
            CLEANER.register(state, () -> free(resources));
            states.put(array, state);
            return state;
        } catch (RuntimeException e) {
            open.remove(resources);
            resources.closeAfter(e);
            throw e;
        }
    }

    /// Brings the state back to `array`.
    void fetch(float[] array) {
        DeviceState state = states.get(array);
        if (state != null) {
            state.download(array, stream());
        }
    }

    private synchronized void free(Resources resources) {
        if (open.remove(resources)) {
            enter();
            resources.close();
        }
    }

    /// Waits for what is under way and frees everything.
    @Override
    public synchronized void close() {
        enter();
        var all = new Resources();
        all.keep(own, own::close);
        open.forEach(resources -> all.keep(resources, resources::close));
        open.clear();
        states.clear();
        all.close();
    }
}
