package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.and;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.Tile;
import java.util.ArrayList;
import java.util.List;

/// Emits the inner loop of every matrix product: one tile of sums, all in registers while `k` runs over two packed
/// panels.
///
/// ```
/// for k in 0 until depth
///     b0 = b[k * columns ...], b1 = ...                             // vectors
///     sum(i, j) = fma(broadcast a[k * rows + i], bj, sum(i, j))     // for all i, j; unrolled
/// ```
///
/// The sums and one row of `b` must fit the registers: 12 x 2 vectors of 16 floats out of 32, 6 x 2 of 8 out of 16.
/// Broadcasts then become memory operands of the multiply-adds. There is no epilogue here: HotSpot needs a third of a
/// second to compile this loop, so all programs share one.
record ProductKernelEmitter(Tile tile, Lanes lanes) {
    /// The body of `MicroKernel.run` for a kernel without epilogue.
    void emit(MethodCode code, MicroKernelParameters p) {
        List<Local> sums = new ArrayList<>();
        for (int i = 0; i < tile.rows() * vectors(); i++) {
            sums.add(code.local("sum" + i, lanes.constant(0)));
        }
        code.forLoop("k", constant(0), p.depth(), 1, _ -> {
            multiplyAdd(code, p, sums);
            code.increment(p.aOffset(), tile.rows());
            code.increment(p.bOffset(), tile.columns());
        });
        code.ifThen(Condition.greater(and(p.mode(), constant(MicroKernel.ACCUMULATE)), constant(0)), () -> {
            for (int i = 0; i < sums.size(); i++) {
                code.assign(sums.get(i), lanes.add(sums.get(i), lanes.load(p.c(), target(p, i))));
            }
        });
        for (int i = 0; i < sums.size(); i++) {
            lanes.store(code, p.c(), target(p, i), sums.get(i));
        }
        code.returnVoid();
    }

    private void multiplyAdd(MethodCode code, MicroKernelParameters p, List<Local> sums) {
        List<Local> row = new ArrayList<>();
        for (int j = 0; j < vectors(); j++) {
            row.add(code.local("b" + j, lanes.load(p.b(), add(p.bOffset(), constant(j * lanes.count())))));
        }
        for (int i = 0; i < tile.rows(); i++) {
            Expression element = Expression.element(p.a(), add(p.aOffset(), constant(i)));
            Local left = code.local("a" + i, lanes.broadcast(element));
            for (int j = 0; j < vectors(); j++) {
                Local sum = sums.get(i * vectors() + j);
                code.assign(sum, lanes.fma(left, row.get(j), sum));
            }
        }
    }

    private Expression target(MicroKernelParameters p, int sum) {
        Expression row = multiply(p.stride(), constant(sum / vectors()));
        return add(add(p.cOffset(), row), constant(sum % vectors() * lanes.count()));
    }

    private int vectors() {
        return tile.columns() / lanes.count();
    }
}
