package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Apply;
import dev.bnc.compiler.plan.Task.Product;
import dev.bnc.compiler.plan.Task.Sums;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Tasks that become one step (or the few copies of one [Task.Assemble]): pointwise ones as a loop, a product
/// followed by pointwise ones as its epilogue, or a single task of another kind.
///
/// @param index place of the first task in the list of all tasks
record Unit(List<Task> tasks, int index) {
    Unit {
        tasks = List.copyOf(tasks);
    }

    /// Whether it is a fused loop.
    boolean loop() {
        return tasks.getFirst() instanceof Apply || tasks.getFirst() instanceof Sums;
    }

    /// The tasks of a loop that sum up columns.
    List<Sums> sums() {
        var sums = new ArrayList<Sums>();
        for (Task task : tasks) {
            if (task instanceof Sums s) {
                sums.add(s);
            }
        }
        return sums;
    }

    /// The pointwise tasks: all of a loop, the epilogue of a product.
    List<Apply> applies() {
        var applies = new ArrayList<Apply>();
        for (Task task : tasks) {
            if (task instanceof Apply apply) {
                applies.add(apply);
            }
        }
        return applies;
    }

    /// The terms its tasks make.
    List<Term> results() {
        return tasks.stream().map(Task::result).toList();
    }

    /// The terms it reads that it does not make itself, in order, each once.
    Set<Term> reads() {
        var reads = new LinkedHashSet<Term>();
        tasks.forEach(t -> reads.addAll(t.reads()));
        results().forEach(reads::remove);
        return reads;
    }

    /// Whether it is a product that may still get an epilogue.
    boolean bareProduct() {
        return tasks.size() == 1 && tasks.getFirst() instanceof Product;
    }

    /// This product with the tasks of a loop as its epilogue.
    Unit withEpilogue(Unit loop) {
        var all = new ArrayList<>(tasks);
        all.addAll(loop.tasks);
        return new Unit(all, index);
    }
}
