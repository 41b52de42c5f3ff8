package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// How arithmetic is written on as many floats as one instruction takes: one ([ScalarLanes]) or a vector
/// ([VectorLanes]).
///
/// Both do the same IEEE operations in the same order, so code emitted through either gives the same bits.
sealed interface Lanes permits ScalarLanes, VectorLanes {
    /// A relation of two numbers; false where one is NaN.
    enum Relation {
        LESS,
        GREATER
    }

    /// Elementary functions; in runtime, under these names.
    enum Function {
        EXP("exp"),
        EXPM1("expm1"),
        LOG("log"),
        TANH("tanh"),
        SIGMOID("sigmoid"),
        ERF("erf"),
        SOFTPLUS("softplus");

        private final String method;

        Function(String method) {
            this.method = method;
        }

        String method() {
            return method;
        }
    }

    /// Floats one value holds.
    int count();

    /// Type of such a value.
    Type type();

    /// `count()` floats from an array.
    Expression load(Expression array, Expression index);

    /// Writes `count()` floats to an array.
    void store(MethodCode code, Expression array, Expression index, Expression value);

    /// The same float everywhere.
    Expression broadcast(Expression number);

    /// The same float everywhere.
    default Expression constant(double value) {
        return broadcast(Expression.constant((float) value));
    }

    Expression add(Expression a, Expression b);

    Expression subtract(Expression a, Expression b);

    Expression multiply(Expression a, Expression b);

    Expression divide(Expression a, Expression b);

    /// `a * b + c`, rounded once.
    Expression fma(Expression a, Expression b, Expression c);

    /// The larger; NaN if one is.
    Expression max(Expression a, Expression b);

    /// The smaller; NaN if one is.
    Expression min(Expression a, Expression b);

    Expression negate(Expression a);

    Expression abs(Expression a);

    Expression sqrt(Expression a);

    /// An elementary function. May use variables of `code`.
    Expression apply(Function function, Expression a, MethodCode code);

    /// `a relation b ? then : otherwise`.
    Expression select(Relation relation, Expression a, Expression b, Expression then, Expression otherwise);
}
