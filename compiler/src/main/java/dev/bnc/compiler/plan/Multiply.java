package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Apply;
import java.util.ArrayList;
import java.util.List;

/// Matrix product `target[m, n] = epilogue(left[m, k] . right[k, n])`: dense layers, convolutions and their
/// gradients.
///
/// @param packed the right factor, as a [Pack] step left it
/// @param target `m` rows of `n` columns, with a row stride
/// @param depth `k`
public record Multiply(Left left, Operand packed, Operand target, int depth, Epilogue epilogue) implements Step {
    public Multiply {
        for (Operand operand : epilogue.operands()) {
            Spread.of(operand, target.rows(), target.columns());
        }
    }

    /// Rows of the product.
    public int m() {
        return target.rows();
    }

    /// Columns of the product.
    public int n() {
        return target.columns();
    }

    @Override
    public List<Operand> reads() {
        var reads = new ArrayList<Operand>();
        reads.add(left.operand());
        reads.add(packed);
        reads.addAll(epilogue.operands());
        return List.copyOf(reads);
    }

    @Override
    public List<Operand> writes() {
        return List.of(target);
    }

    @Override
    public long flops() {
        long applied = epilogue.body().instructions().stream()
                .filter(Apply.class::isInstance)
                .count();
        return (2L * depth + applied) * m() * n();
    }
}
