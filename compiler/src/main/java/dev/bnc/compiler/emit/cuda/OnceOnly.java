package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Parts launches into those whose results are the same in every run, and all others. The first depend on nothing but a state that no
/// run changes, as the packing of an inference's filters does; they belong to the setup.
///
/// @param once what the setup does, in order
/// @param always what each run does, in order
record OnceOnly(List<LaunchDraft> once, List<LaunchDraft> always) {
    /// @param state whether a view is of the state
    /// @param own whether a view is of a buffer that nobody outside the plan sees
    static OnceOnly of(List<LaunchDraft> drafts, Predicate<View> state, Predicate<View> own) {
        Map<Integer, Integer> writers = new HashMap<>();
        drafts.forEach(d ->
                d.writes().stream().map(View::buffer).distinct().forEach(b -> writers.merge(b, 1, Integer::sum)));
        Set<Integer> ready = new HashSet<>();
        var once = new ArrayList<LaunchDraft>();
        var always = new ArrayList<LaunchDraft>();
        for (LaunchDraft draft : drafts) {
            boolean known = !draft.reads().isEmpty()
                    && draft.reads().stream()
                            .allMatch(v -> ready.contains(v.buffer())
                                    || (state.test(v) && !writers.containsKey(v.buffer())));
            boolean alone = draft.writes().stream()
                    .allMatch(v -> own.test(v) && Integer.valueOf(1).equals(writers.get(v.buffer())));
            if (known && alone) {
                draft.writes().forEach(v -> ready.add(v.buffer()));
                once.add(draft);
            } else {
                always.add(draft);
            }
        }
        return new OnceOnly(once, always);
    }
}
