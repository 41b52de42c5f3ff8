package dev.bnc.compiler.emit.jvm;

import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// A vector of floats at a time, through the Vector API.
///
/// Vectors that are shorter than those of all other code keep away from `add`, `fma` and the plain `intoArray`. HotSpot
/// takes the class of a vector that comes out of a loop from the profiles inside of these, which all code of the process
/// shares; where vectors of two widths have passed it would work with objects (four times as slow, in some processes).
///
/// @param count floats of a vector: 4, 8 or 16
/// @param whole floats of the vectors of all other code; `count`, or more
/// @param mask which lanes loads and stores touch; all if empty
record VectorLanes(int count, int whole, Optional<Local> mask) implements Lanes {
    private static final Method BROADCAST =
            ofStatic("broadcast", "(Ljdk/incubator/vector/VectorSpecies;F)Ljdk/incubator/vector/FloatVector;");
    private static final Method LOAD =
            ofStatic("fromArray", "(Ljdk/incubator/vector/VectorSpecies;[FI)Ljdk/incubator/vector/FloatVector;");
    private static final Method LOAD_MASKED = ofStatic(
            "fromArray",
            "(Ljdk/incubator/vector/VectorSpecies;[FILjdk/incubator/vector/VectorMask;)Ljdk/incubator/vector/FloatVector;");
    private static final Method STORE = ofVector("intoArray", "([FI)V");
    private static final Method STORE_MASKED = ofVector("intoArray", "([FILjdk/incubator/vector/VectorMask;)V");
    private static final Method ADD = ofTwo("add");
    private static final Method SUBTRACT = ofTwo("sub");
    private static final Method MULTIPLY = ofTwo("mul");
    private static final Method DIVIDE = ofTwo("div");
    private static final Method MAX = ofTwo("max");
    private static final Method MIN = ofTwo("min");
    private static final Method FMA = ofVector(
            "fma", "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/Vector;)Ljdk/incubator/vector/FloatVector;");
    private static final Method ADD_SHORT = ofVector(
            "lanewise",
            "(Ljdk/incubator/vector/VectorOperators$Binary;Ljdk/incubator/vector/Vector;)Ljdk/incubator/vector/FloatVector;");
    private static final Method FMA_SHORT = ofVector(
            "lanewise",
            "(Ljdk/incubator/vector/VectorOperators$Ternary;Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/Vector;)"
                    + "Ljdk/incubator/vector/FloatVector;");
    private static final Method WIDEN = ofVector(
            "reinterpretShape", "(Ljdk/incubator/vector/VectorSpecies;I)Ljdk/incubator/vector/Vector;");
    private static final Type ASSOCIATIVE = Type.getObjectType("jdk/incubator/vector/VectorOperators$Associative");
    private static final Type TERNARY = Type.getObjectType("jdk/incubator/vector/VectorOperators$Ternary");
    private static final Method NEGATE = ofVector("neg", "()Ljdk/incubator/vector/FloatVector;");
    private static final Method ABS = ofVector("abs", "()Ljdk/incubator/vector/FloatVector;");
    private static final Method SQRT = ofVector("sqrt", "()Ljdk/incubator/vector/FloatVector;");
    private static final Method COMPARE = ofVector(
            "compare",
            "(Ljdk/incubator/vector/VectorOperators$Comparison;Ljdk/incubator/vector/Vector;)Ljdk/incubator/vector/VectorMask;");
    private static final Method BLEND = ofVector(
            "blend",
            "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/VectorMask;)Ljdk/incubator/vector/FloatVector;");
    private static final String VECTOR_TO_VECTOR =
            "(Ljdk/incubator/vector/FloatVector;)Ljdk/incubator/vector/FloatVector;";
    private static final Type MASK = Type.getObjectType("jdk/incubator/vector/VectorMask");
    private static final Method MASK_OF_BITS = new Method(
            Opcodes.INVOKESTATIC,
            MASK,
            "fromLong",
            "(Ljdk/incubator/vector/VectorSpecies;J)Ljdk/incubator/vector/VectorMask;");

    VectorLanes {
        if (count != 4 && count != 8 && count != 16) {
            throw new IllegalArgumentException("no vector of " + count + " floats");
        }
    }

    /// Whole vectors of `count` floats.
    static VectorLanes of(int count) {
        return new VectorLanes(count, count, Optional.empty());
    }

    /// Vectors of `count` floats among others of `whole`: for products only.
    static VectorLanes shorter(int count, int whole) {
        return new VectorLanes(count, whole, Optional.empty());
    }

    /// The same, but loads and stores touch only the lanes of `mask`.
    VectorLanes masked(Local lanes) {
        return new VectorLanes(count, whole, Optional.of(lanes));
    }

    /// The mask of the first lanes, `limit - index` of them: some, but not all. Made of bits, since `indexInRange` has
    /// a branch whose profile all code of the process shares.
    Expression indexInRange(Expression index, Expression limit) {
        Expression bits = Expression.of(Type.LONG_TYPE, out -> {
            out.visitLdcInsn(-1L);
            Expression.subtract(index, limit).push(out);
            out.visitInsn(Opcodes.LUSHR);
        });
        return MASK_OF_BITS.call(species(count), bits);
    }

    @Override
    public Type type() {
        return Types.VECTOR;
    }

    @Override
    public Expression load(Expression array, Expression index) {
        return mask.map(lanes -> LOAD_MASKED.call(species(count), array, index, lanes))
                .orElseGet(() -> LOAD.call(species(count), array, index));
    }

    @Override
    public void store(MethodCode code, Expression array, Expression index, Expression value) {
        if (count < whole) {
            Expression bits = Expression.of(Type.LONG_TYPE, out -> out.visitLdcInsn((1L << count) - 1));
            code.run(STORE_MASKED.call(widened(value), array, index, MASK_OF_BITS.call(species(whole), bits)));
            return;
        }
        code.run(mask.map(lanes -> STORE_MASKED.call(value, array, index, lanes))
                .orElseGet(() -> STORE.call(value, array, index)));
    }

    @Override
    public Expression broadcast(Expression number) {
        return BROADCAST.call(species(count), number);
    }

    @Override
    public Expression add(Expression a, Expression b) {
        return count < whole ? ADD_SHORT.call(a, operator("ADD", ASSOCIATIVE), b) : ADD.call(a, b);
    }

    @Override
    public Expression subtract(Expression a, Expression b) {
        return SUBTRACT.call(a, b);
    }

    @Override
    public Expression multiply(Expression a, Expression b) {
        return MULTIPLY.call(a, b);
    }

    @Override
    public Expression divide(Expression a, Expression b) {
        return DIVIDE.call(a, b);
    }

    @Override
    public Expression fma(Expression a, Expression b, Expression c) {
        return count < whole ? FMA_SHORT.call(a, operator("FMA", TERNARY), b, c) : FMA.call(a, b, c);
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
        return NEGATE.call(a);
    }

    @Override
    public Expression abs(Expression a) {
        return ABS.call(a);
    }

    @Override
    public Expression sqrt(Expression a) {
        return SQRT.call(a);
    }

    @Override
    public Expression apply(Function function, Expression a, MethodCode code) {
        return Expression.of(Types.VECTOR, out -> {
            a.push(out);
            new InlinedFunctions(Types.VECTOR_MATH, count)
                    .inline(function.method(), VECTOR_TO_VECTOR, out, code.freeSlot());
        });
    }

    @Override
    public Expression select(Relation relation, Expression a, Expression b, Expression then, Expression otherwise) {
        String operator = switch (relation) {
            case LESS -> "LT";
            case GREATER -> "GT";
        };
        Expression comparison = Expression.staticField(Types.OPERATORS, operator, Types.COMPARISON);
        return BLEND.call(otherwise, then, COMPARE.call(a, comparison, b));
    }

    /// A vector of `whole` floats, the further ones 0.
    private Expression widened(Expression value) {
        Expression wide = WIDEN.call(value, species(whole), Expression.constant(0));
        return Expression.of(Types.VECTOR, out -> {
            wide.push(out);
            out.visitTypeInsn(Opcodes.CHECKCAST, Types.VECTOR.getInternalName());
        });
    }

    private static Expression operator(String name, Type kind) {
        return Expression.staticField(Types.OPERATORS, name, kind);
    }

    private static Expression species(int floats) {
        return Expression.staticField(Types.VECTOR, "SPECIES_" + floats * Float.SIZE, Types.SPECIES);
    }

    private static Method ofStatic(String name, String descriptor) {
        return new Method(Opcodes.INVOKESTATIC, Types.VECTOR, name, descriptor);
    }

    private static Method ofVector(String name, String descriptor) {
        return new Method(Opcodes.INVOKEVIRTUAL, Types.VECTOR, name, descriptor);
    }

    private static Method ofTwo(String name) {
        return ofVector(name, "(Ljdk/incubator/vector/Vector;)Ljdk/incubator/vector/FloatVector;");
    }
}
