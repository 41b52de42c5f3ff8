package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.cuda.driver.Arguments;
import dev.bnc.cuda.driver.Event;
import dev.bnc.cuda.driver.Kernel;
import dev.bnc.cuda.driver.LoadedModule;
import dev.bnc.cuda.driver.Stream;
import dev.bnc.cuda.driver.TaskLibrary;
import dev.bnc.cuda.driver.TaskLibrary.Operands;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Puts a plan's steps into streams, in their order.
///
/// Steps of a side stream start after all that was in the main stream when the steps began, and the main stream goes on after
/// them. All that is made on the way (events, side streams, arguments) is kept in `resources`.
final class Issue {
    private final LaunchPlan plan;
    private final Addresses addresses;
    private final Map<String, LoadedModule> modules;
    private final Map<LaunchStep, TaskLibrary.PreparedTask> tasks;
    private final Stream main;
    private final Resources resources;
    private final Map<Integer, Stream> sides = new HashMap<>();

    /// @param addresses of the plan's buffers, which may be a lane's own
    Issue(Lane.Plan loaded, Addresses addresses, Stream main, Resources resources) {
        this.plan = addresses.plan();
        this.addresses = addresses;
        this.modules = loaded.modules();
        this.tasks = loaded.tasks();
        this.main = main;
        this.resources = resources;
    }

    /// Puts all of them in.
    void all(List<LaunchStep> steps) {
        Event begin = steps.stream().anyMatch(s -> s.order().stream() != 0) ? event(main) : null;
        var happened = new HashMap<Integer, Event>();
        var used = new ArrayList<Integer>();
        for (int i = 0; i < steps.size(); i++) {
            LaunchStep step = steps.get(i);
            int number = step.order().stream();
            Stream stream = number == 0 ? main : sides.computeIfAbsent(number, _ -> side());
            if (number != 0 && !used.contains(number)) {
                stream.await(Objects.requireNonNull(begin));
                used.add(number);
            }
            step.order().waits().forEach(wait -> stream.await(Objects.requireNonNull(happened.get(wait))));
            put(step, stream);
            if (isAwaited(steps, i)) {
                happened.put(i, event(stream));
            }
        }
        used.forEach(number -> main.await(event(Objects.requireNonNull(sides.get(number)))));
    }

    /// Puts all of them into the main stream, with an event before, between and behind them.
    List<Event> timed(List<LaunchStep> steps) {
        var events = new ArrayList<Event>();
        events.add(event(main));
        for (LaunchStep step : steps) {
            put(step, main);
            events.add(event(main));
        }
        return events;
    }

    private static boolean isAwaited(List<LaunchStep> steps, int index) {
        return steps.stream().anyMatch(s -> s.order().waits().contains(index));
    }

    private Stream side() {
        var stream = new Stream();
        return resources.keep(stream, stream::close);
    }

    private Event event(Stream stream) {
        var event = new Event();
        resources.keep(event, event::close);
        event.record(stream);
        return event;
    }

    private void put(LaunchStep step, Stream stream) {
        switch (step) {
            case LaunchStep.Kernel kernel -> launch(kernel, stream);
            case LaunchStep.Memset memset -> fill(memset, stream);
            case LaunchStep.Copy copy -> copy(copy, stream);
            case LaunchStep.Gemm gemm ->
                task(gemm)
                        .run(
                                new Operands(
                                        addresses.of(gemm.a()),
                                        addresses.of(gemm.b()),
                                        addresses.of(gemm.c()),
                                        address(gemm.epilogue().added()),
                                        address(gemm.workspace())),
                                stream);
            case LaunchStep.Conv conv ->
                task(conv)
                        .run(
                                new Operands(
                                        addresses.of(conv.x()),
                                        addresses.of(conv.w()),
                                        addresses.of(conv.y()),
                                        0,
                                        address(conv.workspace())),
                                stream);
            case LaunchStep.Norm norm ->
                throw new DeviceException(
                        Problem.UNFIT,
                        "step " + norm.name() + " of the plan is for cuDNN's batch norm, which bnc does not call",
                        "make the plan anew: bnc's own kernels do batch norms");
        }
    }

    /// Runs the steps of libraries once, whatever lies in the memory.
    void libraries() {
        tasks.keySet().forEach(step -> put(step, main));
    }

    private TaskLibrary.PreparedTask task(LaunchStep step) {
        TaskLibrary.PreparedTask task = tasks.get(step);
        if (task == null) {
            throw new IllegalStateException("step " + step.name() + " was not prepared");
        }
        return task;
    }

    private long address(Optional<View> view) {
        return view.map(addresses::of).orElse(0L);
    }

    private void launch(LaunchStep.Kernel step, Stream stream) {
        LoadedModule module = modules.get(step.module());
        if (module == null) {
            throw new IllegalStateException("step " + step.name() + " is of module " + step.module() + ", not among "
                    + modules.keySet());
        }
        Launch launch = step.launch();
        Arguments arguments = arguments(launch.args());
        resources.keep(arguments, arguments::close);
        stream.launch(
                module.kernel(step.entry(), launch.sharedBytes()),
                new Kernel.Launch(
                        launch.grid().x(),
                        launch.grid().y(),
                        launch.grid().z(),
                        launch.block().x(),
                        launch.block().y(),
                        launch.block().z(),
                        launch.sharedBytes()),
                arguments);
    }

    private Arguments arguments(List<Argument> arguments) {
        var values = new Arguments.Builder();
        for (Argument argument : arguments) {
            switch (argument) {
                case Argument.Pointer(View view) -> values.add(addresses.of(view));
                case Argument.I32(int value) -> values.add(value);
                case Argument.I64(long value) -> values.add(value);
                case Argument.F32(float value) -> values.add(value);
            }
        }
        return values.build();
    }

    private void fill(LaunchStep.Memset step, Stream stream) {
        View target = step.target();
        long bytes = target.elements() * elementBytes(target);
        if (bytes % Integer.BYTES == 0) {
            stream.fillWords(addresses.of(target), 0x01010101 * step.value(), bytes / Integer.BYTES);
        } else {
            stream.fillBytes(addresses.of(target), (byte) step.value(), bytes);
        }
    }

    private void copy(LaunchStep.Copy step, Stream stream) {
        View from = step.source();
        View to = step.target();
        long size = elementBytes(from);
        if (from.contiguous() && to.contiguous()) {
            stream.copy(addresses.of(from), addresses.of(to), from.elements() * size);
        } else {
            stream.copyRows(
                    new Stream.Rows(addresses.of(from), from.stride() * size),
                    new Stream.Rows(addresses.of(to), to.stride() * size),
                    from.columns() * size,
                    from.rows());
        }
    }

    private long elementBytes(View view) {
        return plan.buffers().get(view.buffer()).type().bytes();
    }
}
