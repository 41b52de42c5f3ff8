package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import dev.bnc.compiler.emit.cuda.launch.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Which launches become one: a kernel joins one behind the last that it has to wait for, if one takes it; so a launch has parts
/// that could have run in any order. The first that takes it is best for what waits for it, the last for memory: what it writes
/// lives from there on. So what writes little goes to the first one.
final class LaunchGroups {
    private static final long LITTLE = 1 << 14;

    private final StepKernels kernels;
    private final List<List<LaunchDraft>> groups = new ArrayList<>();
    private final Map<Integer, List<Touch>> touches = new HashMap<>();

    /// What a group does to a buffer.
    private record Touch(int group, View view, boolean write) {}

    private LaunchGroups(StepKernels kernels) {
        this.kernels = kernels;
    }

    /// Groups of launches, in their order.
    static List<List<LaunchDraft>> of(List<LaunchDraft> drafts, StepKernels kernels) {
        var groups = new LaunchGroups(kernels);
        drafts.forEach(groups::add);
        return groups.groups;
    }

    private void add(LaunchDraft draft) {
        int group = group(draft);
        if (group == groups.size()) {
            groups.add(new ArrayList<>());
        }
        groups.get(group).add(draft);
        draft.reads().forEach(v -> touch(v, new Touch(group, v, false)));
        draft.writes().forEach(v -> touch(v, new Touch(group, v, true)));
    }

    private void touch(View view, Touch touch) {
        touches.computeIfAbsent(view.buffer(), _ -> new ArrayList<>()).add(touch);
    }

    private int group(LaunchDraft draft) {
        if (draft.kernel().isEmpty()) {
            return groups.size();
        }
        StepKernel kernel = draft.kernel().get();
        List<Integer> taking = IntStream.range(lastNeeded(draft) + 1, groups.size())
                .filter(g -> takes(groups.get(g), kernel))
                .boxed()
                .toList();
        if (taking.isEmpty()) {
            return groups.size();
        }
        long elements = draft.writes().stream().mapToLong(View::elements).sum();
        return elements <= LITTLE ? taking.getFirst() : taking.getLast();
    }

    private boolean takes(List<LaunchDraft> group, StepKernel kernel) {
        List<StepKernel> there =
                group.stream().flatMap(d -> d.kernel().stream()).toList();
        return there.size() == group.size() && kernels.joins(there, kernel);
    }

    /// The last group that has to be done before, -1 if none has.
    private int lastNeeded(LaunchDraft draft) {
        int last = -1;
        for (View view : draft.reads()) {
            last = Math.max(last, lastTouch(view, Touch::write));
        }
        for (View view : draft.writes()) {
            last = Math.max(last, lastTouch(view, _ -> true));
        }
        return last;
    }

    private int lastTouch(View view, Predicate<Touch> counts) {
        return touches.getOrDefault(view.buffer(), List.of()).stream()
                .filter(counts)
                .filter(t -> t.view.overlaps(view))
                .mapToInt(Touch::group)
                .max()
                .orElse(-1);
    }
}
