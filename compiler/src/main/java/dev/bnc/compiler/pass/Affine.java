package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// `base * factor + summand`, a number each a channel: what readers of a value must make up for if they read `base` instead.
///
/// @param sources the layers whose factors are in it
record Affine(Value base, Optional<Value> factor, Optional<Value> summand, List<Origin> sources) {
    Affine {
        sources = List.copyOf(sources);
    }

    static Affine of(Value base) {
        return new Affine(base, Optional.empty(), Optional.empty(), List.of());
    }

    Affine plus(Value added, ParameterArithmetic arithmetic) {
        Value sum = summand.map(s -> arithmetic.sum(s, added)).orElse(added);
        return new Affine(base, factor, Optional.of(sum), sources);
    }

    Affine times(Value multiplied, ParameterArithmetic arithmetic) {
        Value product = factor.map(f -> arithmetic.product(f, multiplied)).orElse(multiplied);
        List<Origin> more = new ArrayList<>(sources);
        more.add(arithmetic.origin());
        return new Affine(base, Optional.of(product), summand.map(s -> arithmetic.product(s, multiplied)), more);
    }

    /// With both vectors changed.
    Affine moved(UnaryOperator<Value> factors, UnaryOperator<Value> summands) {
        return new Affine(base, factor.map(factors), summand.map(summands), sources);
    }

    /// The same around another value.
    Affine around(Value other) {
        return new Affine(other, factor, summand, sources);
    }
}
