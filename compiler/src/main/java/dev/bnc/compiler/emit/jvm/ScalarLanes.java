package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// One float at a time, in plain Java bytecode: the twin that needs no Vector API.
record ScalarLanes() implements Lanes {
    private static final Method FMA = Method.ofStatic(Types.MATH, "fma", "(FFF)F");
    private static final Method MAX = Method.ofStatic(Types.MATH, "max", "(FF)F");
    private static final Method MIN = Method.ofStatic(Types.MATH, "min", "(FF)F");
    private static final Method ABS = Method.ofStatic(Types.MATH, "abs", "(F)F");
    private static final Method SQRT = Method.ofStatic(Types.MATH, "sqrt", "(D)D");

    @Override
    public int count() {
        return 1;
    }

    @Override
    public Type type() {
        return Type.FLOAT_TYPE;
    }

    @Override
    public Expression load(Expression array, Expression index) {
        return Expression.element(array, index);
    }

    @Override
    public void store(MethodCode code, Expression array, Expression index, Expression value) {
        code.store(array, index, value);
    }

    @Override
    public Expression broadcast(Expression number) {
        return number;
    }

    @Override
    public Expression add(Expression a, Expression b) {
        return Expression.add(a, b);
    }

    @Override
    public Expression subtract(Expression a, Expression b) {
        return Expression.subtract(a, b);
    }

    @Override
    public Expression multiply(Expression a, Expression b) {
        return Expression.multiply(a, b);
    }

    @Override
    public Expression divide(Expression a, Expression b) {
        return Expression.divide(a, b);
    }

    @Override
    public Expression fma(Expression a, Expression b, Expression c) {
        return FMA.call(a, b, c);
    }

    @Override
    public Expression max(Expression a, Expression b) {
        return MAX.call(a, b);
    }

    @Override
    public Expression min(Expression a, Expression b) {
        return MIN.call(a, b);
    }

    @Override
    public Expression negate(Expression a) {
        return Expression.negate(a);
    }

    @Override
    public Expression abs(Expression a) {
        return ABS.call(a);
    }

    @Override
    public Expression sqrt(Expression a) {
        // The root of a float, taken in double and rounded, is the correctly rounded float root.
        return Expression.narrow(SQRT.call(Expression.widen(a)));
    }

    @Override
    public Expression apply(Function function, Expression a, MethodCode code) {
        return Method.ofStatic(Types.SCALAR_MATH, function.method(), "(F)F").call(a);
    }

    @Override
    public Expression select(Relation relation, Expression a, Expression b, Expression then, Expression otherwise) {
        Condition condition = switch (relation) {
            case LESS -> Condition.less(a, b);
            case GREATER -> Condition.greater(a, b);
        };
        return Expression.select(condition, then, otherwise);
    }
}
