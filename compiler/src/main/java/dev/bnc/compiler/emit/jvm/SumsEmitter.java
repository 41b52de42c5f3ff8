package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.divide;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.compiler.plan.Elementwise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Emits the loops of a [LoopKind] that sums over rows.
///
/// ```
/// high, low, sum of this chunk = 0
/// for row in from until to by 64
///     for r in row until min(row + 64, to)
///         for column in 0 until columns by lanes
///             the body; sum = sum + result
///     for column in 0 until columns by lanes
///         high, low += sum; sum = 0
/// ```
///
/// A stretch of 64 rows is summed in float: the error is at most 64 half units in the last place of the sum of the
/// absolute values. Stretches are added without an error that matters (Knuth's sum of two, the error kept in `low`). Each
/// column has one order of additions, so all widths of vectors give the same bits. Rows are outside of columns, as
/// memory is read best in the order in which it lies.
///
/// @param part which columns the code is for; each of the loops above goes through those only
record SumsEmitter(Lanes lanes, LoopKind kind, LoopEmitter.Part part, MethodCode code) {
    /// Rows summed in float.
    private static final int STRETCH = 64;

    /// Where the sums of all chunks lie, and how many rows a chunk has.
    record Target(Local arena, List<Local> sums, Local columns, Local grain) {}

    /// A chunk's three rows of a sum; the last one is 0 in the end.
    private record Rows(Local high, Local low, Local stretch) {}

    /// @param views of the operands, then of the results that are stored
    void emit(List<LoopView> views, Target target, Local from, Local to) {
        Expression size = multiply(target.columns, constant(Elementwise.SUM_ROWS));
        Local chunk = code.local("chunk", multiply(divide(from, target.grain), size));
        List<Rows> rows = new ArrayList<>();
        for (Local sum : target.sums) {
            Local high = code.local("high", add(sum, chunk));
            Local low = code.local("low", add(high, target.columns));
            rows.add(new Rows(high, low, code.local("stretch", add(low, target.columns))));
        }
        Local zero = code.local("zero", constant(0));
        columns(zero, target.columns, (at, column) -> rows.forEach(sum -> {
            at.store(code, target.arena, add(sum.high, column), at.constant(0));
            at.store(code, target.arena, add(sum.low, column), at.constant(0));
            at.store(code, target.arena, add(sum.stretch, column), at.constant(0));
        }));
        code.forLoop("row", from, to, STRETCH, row -> {
            Local end = code.local("rowEnd", Types.min(add(row, constant(STRETCH)), to));
            code.forLoop("r", row, end, 1, r -> {
                List<LoopView> inRow =
                        views.stream().map(v -> v.inRow(code, r)).toList();
                columns(zero, target.columns, (at, column) -> element(at, inRow, target.arena, rows, column));
            });
            columns(
                    zero,
                    target.columns,
                    (at, column) -> rows.forEach(sum -> collect(at, target.arena, sum, column)));
        });
    }

    private void columns(Local from, Local to, BiConsumer<Lanes, Local> body) {
        switch (lanes) {
            case ScalarLanes scalar -> code.forLoop("column", from, to, 1, column -> body.accept(scalar, column));
            case VectorLanes vector -> {
                Local end = code.local("end", and(to, constant(-vector.count())));
                switch (part) {
                    case VECTORS ->
                        code.forLoop("column", from, end, vector.count(), column -> body.accept(vector, column));
                    case EDGE -> {
                        Local mask = code.local("mask", vector.indexInRange(end, to));
                        body.accept(vector.masked(mask), end);
                    }
                }
            }
        }
    }

    /// The body once, on the lanes that begin at `column`.
    private void element(Lanes at, List<LoopView> views, Local arena, List<Rows> rows, Local column) {
        List<Local> values = new BodyEmitter(at, code).emit(kind.body(), i -> views.get(i).load(at, column));
        int stored = kind.results().size();
        for (int i = 0; i < stored; i++) {
            views.get(kind.operands().size() + i).store(at, code, column, values.get(i));
        }
        for (int i = 0; i < rows.size(); i++) {
            Expression place = add(rows.get(i).stretch, column);
            at.store(code, arena, place, at.add(at.load(arena, place), values.get(stored + i)));
        }
    }

    /// `high + low += stretch; stretch = 0`. An infinite or NaN sum has no error: inf - inf would turn inf into NaN.
    private void collect(Lanes at, Local arena, Rows rows, Local column) {
        Local high = code.local("h", at.load(arena, add(rows.high, column)));
        Local sum = code.local("s", at.load(arena, add(rows.stretch, column)));
        Local both = code.local("both", at.add(high, sum));
        Local part = code.local("part", at.subtract(both, high));
        Local error =
                code.local("error", at.add(at.subtract(high, at.subtract(both, part)), at.subtract(sum, part)));
        Local kept = code.local(
                "kept",
                at.select(
                        Lanes.Relation.LESS,
                        code.local("size", at.abs(both)),
                        code.local("infinity", at.constant(Float.POSITIVE_INFINITY)),
                        error,
                        code.local("none", at.constant(0))));
        Local low = code.local("l", at.load(arena, add(rows.low, column)));
        at.store(code, arena, add(rows.high, column), both);
        at.store(code, arena, add(rows.low, column), at.add(low, kept));
        at.store(code, arena, add(rows.stretch, column), at.constant(0));
    }
}
