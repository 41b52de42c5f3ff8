package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.plan.Task.Part;
import dev.bnc.compiler.plan.Term.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Lowers what only moves elements: as views where the order in memory allows, else as copies.
final class ShapeTasks {
    private final TaskList tasks;

    ShapeTasks(TaskList tasks) {
        this.tasks = tasks;
    }

    /// The same elements in row-major order under another shape.
    Term reshape(Term x, Shape shape) {
        if (x.virtual()) {
            return spread(x, shape);
        }
        if (sameChannels(x.shape(), shape)) {
            return tasks.view(x, shape, x.layout(), 0);
        }
        return tasks.view(tasks.rowMajor(x), shape, Layout.ROW_MAJOR, 0);
    }

    /// Joins channels.
    Term concat(List<Term> branches, Shape shape) {
        var parts = new ArrayList<Part>();
        int at = 0;
        for (Term branch : branches) {
            parts.add(new Part.Columns(tasks.stored(tasks.channelsLast(branch)), at));
            at += branch.shape().size(1);
        }
        return tasks.assemble(shape, Layout.CHANNELS_LAST, OptionalDouble.empty(), parts);
    }

    /// Channels from `from` on.
    Term slice(Term x, int from, Shape shape) {
        return x.virtual() ? spread(x, shape) : tasks.view(tasks.channelsLast(x), shape, Layout.CHANNELS_LAST, from);
    }

    Term pad(Term x, Padding padding, double value, Shape shape) {
        Term image = tasks.stored(tasks.channelsLast(x));
        var part = new Part.Boxed(image, Boxes.padded(padding));
        return tasks.assemble(shape, Layout.CHANNELS_LAST, OptionalDouble.of(value), List.of(part));
    }

    Term crop(Term x, Padding padding, Shape shape) {
        Term image = tasks.stored(tasks.channelsLast(x));
        var part = new Part.Boxed(image, Boxes.cropped(padding));
        return tasks.assemble(shape, Layout.CHANNELS_LAST, OptionalDouble.empty(), List.of(part));
    }

    /// The same scalar under another shape.
    private Term spread(Term x, Shape shape) {
        return tasks.uniform(x.source() instanceof Source.Uniform(Term scalar) ? scalar : x, shape);
    }

    /// Whether batch and channels stay, and with them rows and columns in memory.
    private static boolean sameChannels(Shape from, Shape to) {
        return from.rank() >= 2 && to.rank() >= 2 && from.size(0) == to.size(0) && from.size(1) == to.size(1);
    }
}
