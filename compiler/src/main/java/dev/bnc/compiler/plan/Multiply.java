package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Apply;
import java.util.ArrayList;
import java.util.List;

/// Matrix product `target[m, n] = epilogue(left[m, k] . right[k, n])`: dense layers, convolutions and their
/// gradients.
///
/// @param right the right factor
/// @param target `m` rows of `n` columns, with a row stride
/// @param depth `k`
public record Multiply(Left left, Right right, Operand target, int depth, Epilogue epilogue) implements Step {
    public Multiply {
        for (Operand operand : epilogue.operands()) {
            Spread.of(operand, target.rows(), target.columns());
        }
    }

    /// A product with a right factor in panels.
    public Multiply(Left left, Operand packed, Operand target, int depth, Epilogue epilogue) {
        this(left, new Right.Panels(packed), target, depth, epilogue);
    }

    /// The right factor, as a [Pack] step left it.
    ///
    /// @throws IllegalStateException if the plan is one for devices
    public Operand packed() {
        return switch (right) {
            case Right.Panels(Operand panels) -> panels;
            case Right.Strided _ -> throw new IllegalStateException("the right factor of " + this + " is not packed");
        };
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
        reads.add(right.operand());
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
