package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds runs of steps that work column by column on matrices of as many columns: statistics, running averages,
/// normalization, the sums of a gradient and what follows from them. A block that has a tile of the columns can
/// do them one after the other, since nothing it needs is in another block's columns. A small product
/// ([LayerProducts]) can come first, and before it the one that makes logits, with their loss ([LastLayer]).
final class ColumnRuns {
    /// Matrices of more rows are spread over several blocks a column, which a run cannot be.
    static final int MOST_ROWS = ReductionKernels.SHORT;
    /// Wider ones are worth launches of their own.
    private static final int MOST_COLUMNS = 4096;

    private ColumnRuns() {}

    /// Steps in their order, cut into runs; most have one step.
    ///
    /// @param precision how products are computed; where factors are kept as bf16, products stay apart
    static List<List<Step>> of(List<Step> steps, Precision precision) {
        var runs = new ArrayList<List<Step>>();
        int at = 0;
        while (at < steps.size()) {
            boolean alone = precision == Precision.BF16 && steps.get(at) instanceof Multiply;
            int end = alone ? at + 1 : end(steps, at);
            runs.add(steps.subList(at, end));
            at = end;
        }
        return runs;
    }

    /// Where the run ends that begins with the step at `first`.
    private static int end(List<Step> steps, int first) {
        List<Step> rest = steps.subList(first, steps.size());
        Optional<LastLayer> last = LastLayer.of(rest);
        if (last.isPresent()) {
            List<Step> behind = rest.subList(LastLayer.STEPS, rest.size());
            int columnwise = behind.isEmpty() ? 0 : columnwise(behind, 0);
            return first + LastLayer.STEPS + last.get().followers(behind.subList(0, columnwise));
        }
        return columnwise(steps, first);
    }

    private static int columnwise(List<Step> steps, int first) {
        int end = first + 1;
        while (end < steps.size() && together(steps, first, end)) {
            end++;
        }
        return end;
    }

    /// Whether the step at `next` goes with those from `first` on.
    private static boolean together(List<Step> steps, int first, int next) {
        Optional<Operand> one = domain(steps.get(first));
        Optional<Operand> other = steps.get(next) instanceof Multiply ? Optional.empty() : domain(steps.get(next));
        if (one.isEmpty() || other.isEmpty() || one.get().columns() != other.get().columns()) {
            return false;
        }
        List<Step> before = steps.subList(first, next);
        boolean low = other.get().rows() <= MOST_ROWS || belongs(before.getFirst(), steps.get(next));
        boolean begun = one.get().rows() <= MOST_ROWS || large(steps, first);
        return one.get().columns() <= MOST_COLUMNS
                && low
                && begun
                && before.stream().allMatch(b -> columnwise(b, steps.get(next)));
    }

    /// Whether the step is a large mean whose variance follows after nothing but small steps.
    private static boolean large(List<Step> steps, int first) {
        for (int i = first + 1; i < steps.size(); i++) {
            if (belongs(steps.get(first), steps.get(i))) {
                return true;
            }
            boolean small = domain(steps.get(i))
                    .filter(d -> d.rows() <= MOST_ROWS
                            && d.columns() == domain(steps.get(first)).orElseThrow().columns())
                    .isPresent();
            int at = i;
            if (!small || !steps.subList(first, i).stream().allMatch(b -> columnwise(b, steps.get(at)))) {
                return false;
            }
        }
        return false;
    }

    /// Whether the second step is the variance around the first one's mean.
    static boolean belongs(Step mean, Step variance) {
        return mean instanceof Call(BatchMean _, List<Operand> in, Operand found, var _)
                && variance instanceof Call(BatchVariance _, List<Operand> operands, Operand _, var _)
                && operands.equals(List.of(in.getFirst(), found));
    }

    /// The matrix a step goes over, if it is one that works column by column.
    static Optional<Operand> domain(Step step) {
        return switch (step) {
            case Elementwise loop -> Optional.of(Operand.dense(0, List.of(loop.rows(), loop.columns())));
            case Call call -> Optional.of(call.op()).filter(ColumnRuns::reduces).map(_ -> call.input(0).matrix());
            case Multiply product -> Optional.of(product.target()).filter(_ -> LayerProducts.is(product));
            case Pack _, Copy _ -> Optional.empty();
        };
    }

    private static boolean reduces(Op op) {
        return op instanceof BatchMean || op instanceof BatchVariance || op instanceof ChannelSum;
    }

    /// Whether what the two steps have in common, and one of them writes, is the same view: then columns meet columns.
    private static boolean columnwise(Step before, Step after) {
        return agree(before.writes(), after.reads())
                && agree(before.writes(), after.writes())
                && (before instanceof Multiply
                        ? apart(before.reads(), after.writes())
                        : agree(before.reads(), after.writes()));
    }

    /// Whether nothing is in both: a block's product reads more than its columns.
    private static boolean apart(List<Operand> some, List<Operand> others) {
        return some.stream().noneMatch(a -> others.stream().anyMatch(a::overlaps));
    }

    private static boolean agree(List<Operand> some, List<Operand> others) {
        return some.stream()
                .allMatch(a -> others.stream().allMatch(b -> !a.overlaps(b) || flat(a).equals(flat(b))));
    }

    /// A view as rows and columns, so that equal elements are equal views.
    static Operand flat(Operand operand) {
        Operand matrix = operand.matrix();
        return matrix.rows() == 1 ? new Operand(matrix.buffer(), matrix.start(), matrix.dims(), matrix.columns()) : matrix;
    }
}
