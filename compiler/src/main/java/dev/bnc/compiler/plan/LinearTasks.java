package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Conv2dInputGradient;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Left.Sight;
import dev.bnc.compiler.plan.Task.Arrangement;
import dev.bnc.compiler.plan.Task.Form;
import dev.bnc.compiler.plan.Task.Part;
import dev.bnc.runtime.kernel.WeightGradient;
import dev.bnc.runtime.kernel.WinogradForm;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Lowers what is a matrix product at heart: dense layers, convolutions, their gradients.
///
/// Images are channels-last, so a convolution's product is `[pixels, kernel cells x channels] . [.., out-channels]`.
/// A grouped one is a product a group, on its columns of input and output.
final class LinearTasks {
    private final TaskList tasks;
    private final Purpose purpose;

    /// What the program is for.
    enum Purpose {
        /// Weights do not change from run to run.
        INFERENCE,
        /// The same for so few runs that transforming filters would take longer than it saves.
        SHORT_INFERENCE,
        /// Weights change in each run.
        TRAINING
    }

    LinearTasks(TaskList tasks, Purpose purpose) {
        this.tasks = tasks;
        this.purpose = purpose;
    }

    Term matMul(MatMul op, Term a, Term b, Shape result) {
        Arrangement arrangement = op.transposeB() ? new Arrangement.Transposed() : new Arrangement.Plain();
        int depth = a.shape().size(op.transposeA() ? 0 : 1);
        Term panels = tasks.panels(b, arrangement, panelSize(depth, result.size(1)));
        Form form = op.transposeA() ? new Form.Columns() : new Form.Rows();
        return tasks.product(result, Layout.CHANNELS_LAST, form, tasks.stored(a), panels, depth);
    }

    Term conv2d(Conv2d op, Term x, Term weight, Shape result) {
        Extent places = new Extent(result.size(2), result.size(3));
        if (depthwise(op.groups(), weight.shape())) {
            return depthwise(new Form.Patches(op.window(), places, Sight.OWN), new Operands(x, weight), result);
        }
        if (op.groups() == 1 && ready(weight) && WinogradCost.pays(op.window(), x.shape().size(1), result)) {
            Form form = new Form.Winograd(op.window(), places);
            var algorithm = WinogradForm.convolving(op.window().kernel().height());
            return winograd(form, algorithm, new Arrangement.Winograd(), new Operands(x, weight), result);
        }
        Form form = pointwise(op.window()) ? new Form.Rows() : new Form.Patches(op.window(), places, Sight.ALL);
        int depth = taps(op.window()) * weight.shape().size(1);
        return grouped(op.groups(), result, group -> {
            var arrangement = new Arrangement.Filter(group, op.groups());
            Term panels = filterPanels(weight, arrangement, depth, result.size(1) / op.groups());
            return new Factors(form, slice(x, group, op.groups()), panels, depth);
        });
    }

    Term conv2dInputGradient(Conv2dInputGradient op, Term dy, Term weight, Shape result) {
        return transposed(op.window(), op.groups(), new Operands(dy, weight), result);
    }

    /// A transposed convolution is the input gradient of the convolution with the same window and filter.
    Term transposed(Window window, int groups, Operands operands, Shape result) {
        Extent cells = new Extent(result.size(2), result.size(3));
        if (depthwise(groups, operands.weight().shape())) {
            return depthwise(new Form.Cells(window, cells, Sight.OWN), operands, result);
        }
        int channels = operands.image().shape().size(1);
        if (groups == 1 && ready(operands.weight()) && WinogradCost.paysBackwards(window, channels, result)) {
            int side = window.kernel().height();
            if (WinogradCost.fewerPlaces(window, operands.image().shape(), result)) {
                var form = new Form.WinogradCells(window, cells);
                var back = WinogradForm.goingBack(side);
                return winograd(form, back, new Arrangement.WinogradCells(), operands, result);
            }
            Form form = new Form.Winograd(WinogradCost.backwards(window), cells);
            return winograd(form, WinogradForm.convolving(side), new Arrangement.WinogradTransposed(), operands, result);
        }
        if (groups == 1 && tasks.machine() == Machine.JVM && strided(window) && result.size(1) >= FEWEST_IN_PHASES) {
            return inPhases(window, operands, result);
        }
        Form form = pointwise(window) ? new Form.Rows() : new Form.Cells(window, cells, Sight.ALL);
        int depth = taps(window) * (operands.weight().shape().size(0) / groups);
        return grouped(groups, result, group -> {
            var arrangement = new Arrangement.FilterTransposed(group, groups);
            Term panels = filterPanels(operands.weight(), arrangement, depth, result.size(1) / groups);
            return new Factors(form, slice(operands.image(), group, groups), panels, depth);
        });
    }

    /// One product for the cells that the same taps reach, instead of one with zeros in between: of a 3x3 kernel with
    /// stride 2, a quarter of the work.
    private Term inPhases(Window window, Operands operands, Shape result) {
        Extent kernel = window.kernel();
        Extent stride = window.stride();
        Padding padding = window.padding();
        var parts = new ArrayList<Part>();
        boolean covered = true;
        for (StridePhase row : StridePhase.of(result.size(2), kernel.height(), stride.height(), padding.top())) {
            for (StridePhase column : StridePhase.of(result.size(3), kernel.width(), stride.width(), padding.left())) {
                if (row.taps() * column.taps() == 0) {
                    covered = false;
                } else {
                    var box = Boxes.spread(new Extent(row.start(), column.start()), stride);
                    parts.add(new Part.Boxed(phase(row, column, stride, operands), box));
                }
            }
        }
        OptionalDouble fill = covered ? OptionalDouble.empty() : OptionalDouble.of(0);
        return tasks.assemble(result, Layout.CHANNELS_LAST, fill, List.copyOf(parts));
    }

    private Term phase(StridePhase row, StridePhase column, Extent stride, Operands operands) {
        Shape dy = operands.image().shape();
        Extent cells = new Extent(row.cells(), column.cells());
        Shape result = Shape.of(dy.size(0), operands.weight().shape().size(1), row.cells(), column.cells());
        Window window = Window.of(new Extent(row.taps(), column.taps()))
                .withPadding(new Padding(row.padding(), column.padding(), 0, 0));
        boolean same = pointwise(window) && cells.equals(new Extent(dy.size(2), dy.size(3)));
        Form form = same ? new Form.Rows() : new Form.Cells(window, cells, Sight.ALL);
        int depth = taps(window) * dy.size(1);
        var arrangement = new Arrangement.FilterPhase(new Extent(row.tap(), column.tap()), stride);
        Term panels = filterPanels(operands.weight(), arrangement, depth, result.size(1));
        return tasks.product(result, Layout.CHANNELS_LAST, form, image(operands.image()), panels, depth);
    }

    private static boolean strided(Window window) {
        return !window.stride().equals(Extent.square(1)) && window.dilation().equals(Extent.square(1));
    }

    Term conv2dWeightGradient(Conv2dWeightGradient op, Term x, Term dy, Shape result) {
        int depth = Math.toIntExact(dy.shape().elements() / dy.shape().size(1));
        if (op.groups() == 1 && tasks.machine() == Machine.JVM && bySums(op, x, dy)) {
            return tasks.rowMajorKernel(op, result, List.of(x, dy));
        }
        // The factor with fewer channels is packed; if it is that of `dy`, the small result is turned.
        if (op.groups() == 1 && pointwise(op.window()) && result.size(1) <= result.size(0)) {
            Term panels =
                    tasks.panels(tasks.channelsLast(x), new Arrangement.Plain(), panelSize(depth, result.size(1)));
            return tasks.product(result, Layout.ROW_MAJOR, new Form.Columns(), image(dy), panels, depth);
        }
        Extent places = new Extent(dy.shape().size(2), dy.shape().size(3));
        if (depthwise(op.groups(), result)) {
            return depthwiseWeightGradient(new Form.PatchColumns(op.window(), places, Sight.OWN), x, dy, result);
        }
        Form form =
                pointwise(op.window()) ? new Form.Columns() : new Form.PatchColumns(op.window(), places, Sight.ALL);
        Shape product = Shape.of(taps(op.window()) * result.size(1), result.size(0) / op.groups());
        var parts = new ArrayList<Part>();
        for (int group = 0; group < op.groups(); group++) {
            Term panels = tasks.panels(
                    slice(dy, group, op.groups()), new Arrangement.Plain(), panelSize(depth, product.size(1)));
            Term part = tasks.product(product, Layout.CHANNELS_LAST, form, slice(x, group, op.groups()), panels, depth);
            parts.add(new Part.Boxed(part, Boxes.filter(result, group, op.groups())));
        }
        return tasks.assemble(result, Layout.ROW_MAJOR, OptionalDouble.empty(), parts);
    }

    /// Whether a kernel of its own is faster than a product: one that adds up ranges of places.
    private static boolean bySums(Conv2dWeightGradient op, Term x, Term dy) {
        int places = Math.toIntExact(dy.shape().elements() / dy.shape().size(1));
        var parts = new WeightGradient.Parts(places, taps(op.window()), x.shape().size(1), dy.shape().size(1));
        return WinogradCost.paysForWeights(op.window(), x.shape().size(1), dy.shape()) || parts.pays();
    }

    private Term winograd(Form form, WinogradForm algorithm, Arrangement arrangement, Operands operands, Shape result) {
        int channels = operands.image().shape().size(1);
        int size = panelSize(algorithm.points() * channels, result.size(1));
        int taps = operands.weight().shape().size(2) * operands.weight().shape().size(3);
        Term panels = tasks.panels(tasks.rowMajor(operands.weight()), arrangement, size);
        return tasks.product(result, Layout.CHANNELS_LAST, form, image(operands.image()), panels, taps * channels);
    }

    /// Whether a filter can be transformed for Winograd's algorithm before any run, or in each run for a whole batch.
    private boolean ready(Term weight) {
        boolean cheap =
                switch (purpose) {
                    case INFERENCE -> weight.root().source() instanceof Term.Source.State;
                    case SHORT_INFERENCE -> false;
                    case TRAINING -> true;
                };
        return cheap && tasks.machine() == Machine.JVM;
    }

    /// Each channel is convolved with a filter of its own: one product whose left factor differs from column to column.
    private Term depthwise(Form form, Operands operands, Shape result) {
        int taps = operands.weight().shape().size(2) * operands.weight().shape().size(3);
        Term panels = filterPanels(operands.weight(), new Arrangement.Depthwise(), taps, result.size(1));
        return tasks.product(result, Layout.CHANNELS_LAST, form, image(operands.image()), panels, taps);
    }

    /// `[taps, channels]`, brought into the order of the filter.
    private Term depthwiseWeightGradient(Form form, Term x, Term dy, Shape result) {
        int channels = result.size(0);
        int depth = Math.toIntExact(dy.shape().elements() / channels);
        Term panels = tasks.panels(image(dy), new Arrangement.Plain(), panelSize(depth, channels));
        Shape product = Shape.of(result.size(2) * result.size(3), channels);
        Term part = tasks.product(product, Layout.CHANNELS_LAST, form, image(x), panels, depth);
        List<Part> parts = List.of(new Part.Boxed(part, Boxes.depthwiseFilter(result)));
        return tasks.assemble(result, Layout.ROW_MAJOR, OptionalDouble.empty(), parts);
    }

    private static boolean depthwise(int groups, Shape weight) {
        return groups > 1 && weight.size(0) == groups && weight.size(1) == 1;
    }

    /// What a convolution that goes backwards reads.
    record Operands(Term image, Term weight) {}

    private record Factors(Form form, Term left, Term panels, int depth) {}

    @FunctionalInterface
    private interface GroupFactors {
        Factors of(int group);
    }

    /// One product, or one a group side by side.
    private Term grouped(int groups, Shape result, GroupFactors factors) {
        Shape part = result.with(1, result.size(1) / groups);
        var parts = new ArrayList<Part>();
        for (int group = 0; group < groups; group++) {
            Factors f = factors.of(group);
            Term product = tasks.product(part, Layout.CHANNELS_LAST, f.form, f.left, f.panels, f.depth);
            if (groups == 1) {
                return product;
            }
            parts.add(new Part.Columns(product, group * part.size(1)));
        }
        return tasks.assemble(result, Layout.CHANNELS_LAST, OptionalDouble.empty(), List.copyOf(parts));
    }

    private Term filterPanels(Term weight, Arrangement arrangement, int depth, int columns) {
        return tasks.panels(tasks.rowMajor(weight), arrangement, panelSize(depth, columns));
    }

    private Term image(Term x) {
        return tasks.stored(tasks.channelsLast(x));
    }

    private Term slice(Term x, int group, int groups) {
        Term image = image(x);
        if (groups == 1) {
            return image;
        }
        int channels = image.shape().size(1) / groups;
        return tasks.view(image, image.shape().with(1, channels), Layout.CHANNELS_LAST, group * channels);
    }

    private static int panelSize(int depth, int columns) {
        return Math.multiplyExact(depth, Math.ceilDiv(columns, PANEL) * PANEL);
    }

    /// With fewer channels, copies of the phases cost more than multiplications with zeros.
    private static final int FEWEST_IN_PHASES = 16;

    /// Widest panel of the micro-kernels.
    private static final int PANEL = 32;

    private static int taps(Window window) {
        return window.kernel().height() * window.kernel().width();
    }

    /// Whether each place sees its own cell and nothing else.
    private static boolean pointwise(Window window) {
        return taps(window) == 1
                && window.stride().equals(Extent.square(1))
                && window.padding().equals(Padding.NONE);
    }
}
