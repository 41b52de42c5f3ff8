package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Load;
import java.util.List;

/// What happens to each element of a matrix product before it is stored. `Load(0)` of the body is the product's
/// element,
/// `Load(i)` the element of `operands.get(i - 1)`, whose [Spread] over the product's `[m, n]` its shape tells. One
/// result.
///
/// No operand overlaps the target of the product, since a kernel may keep partial sums there.
public record Epilogue(Body body, List<Operand> operands) {
    /// Stores the product as it is.
    public static final Epilogue NONE = new Epilogue(new Body(List.of(new Load(0)), List.of(0)), List.of());

    public Epilogue {
        operands = List.copyOf(operands);
        if (body.results().size() != 1) {
            throw new IllegalArgumentException("an epilogue has one result, not " + body);
        }
    }

    /// Whether anything is done.
    public boolean present() {
        return !equals(NONE);
    }
}
