package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.emit.cuda.launch.LaunchPlanVerifier.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Checks that nothing is read before it was written.
final class WrittenViews {
    private final LaunchPlan plan;
    /// Views of each buffer that hold something.
    private final Map<Integer, List<View>> written = new HashMap<>();

    WrittenViews(LaunchPlan plan) {
        this.plan = plan;
    }

    void check(Requirement require) {
        for (LaunchStep step : plan.setup()) {
            boolean outside = step.effects().writes().stream().anyMatch(v -> role(v).state())
                    || step.effects().writes().stream().anyMatch(this::port)
                    || step.effects().reads().stream().anyMatch(this::port);
            require.of(!outside, () -> "setup changes the state, or touches an input or output: " + step);
            step(step, require);
        }
        plan.steps().forEach(step -> step(step, require));
        for (int b = 0; b < plan.buffers().size(); b++) {
            DeviceBuffer buffer = plan.buffers().get(b);
            if (buffer.role() == BufferRole.OUTPUT) {
                View whole = View.dense(home(b), buffer.shape());
                require.of(holds(whole), () -> "output " + buffer.name() + " is not written");
            }
        }
    }

    /// Index of the buffer whose bytes a buffer has.
    private int home(int buffer) {
        return plan.buffers()
                .get(buffer)
                .alias()
                .map(name -> IntStream.range(0, plan.buffers().size())
                        .filter(b -> plan.buffers().get(b).name().equals(name))
                        .findFirst()
                        .orElse(buffer))
                .orElse(buffer);
    }

    private BufferRole role(View view) {
        return plan.buffers().get(view.buffer()).role();
    }

    private boolean port(View view) {
        return switch (role(view)) {
            case INPUT, HYPERPARAMETER, OUTPUT -> true;
            case PARAMETER, STATISTIC, SLOT, CONSTANT, TEMPORARY, WORKSPACE -> false;
        };
    }

    private void step(LaunchStep step, Requirement require) {
        for (View view : step.effects().reads()) {
            BufferRole role = role(view);
            boolean given = role.state() || role == BufferRole.INPUT || role == BufferRole.HYPERPARAMETER;
            require.of(
                    given || holds(view),
                    () -> view + " of " + plan.buffers().get(view.buffer()).name() + " is read before it is written by "
                            + step);
        }
        step.effects().writes().forEach(this::define);
    }

    private void define(View view) {
        List<View> views = written.computeIfAbsent(view.buffer(), _ -> new ArrayList<>());
        views.removeIf(view::contains);
        if (views.stream().noneMatch(v -> v.contains(view))) {
            views.add(view);
        }
    }

    /// Whether all of the view was written: at once, or side by side.
    private boolean holds(View view) {
        List<View> views = written.getOrDefault(view.buffer(), List.of());
        if (views.stream().anyMatch(v -> v.contains(view))) {
            return true;
        }
        long together = views.stream()
                .filter(v -> v.overlaps(view))
                .mapToLong(View::elements)
                .sum();
        return together >= view.elements();
    }
}
