package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// Types that emitted code names.
final class Types {
    static final Type OBJECT = Type.getObjectType("java/lang/Object");
    static final Type MATH = Type.getObjectType("java/lang/Math");
    static final Type FLOATS = Type.getType("[F");
    static final Type INTS = Type.getType("[I");

    // Named by text, so that the compiler itself runs where the Vector API is absent.
    static final Type VECTOR = Type.getObjectType("jdk/incubator/vector/FloatVector");
    static final Type INT_VECTOR = Type.getObjectType("jdk/incubator/vector/IntVector");
    static final Type SPECIES = Type.getObjectType("jdk/incubator/vector/VectorSpecies");
    static final Type MASK = Type.getObjectType("jdk/incubator/vector/VectorMask");
    static final Type OPERATORS = Type.getObjectType("jdk/incubator/vector/VectorOperators");
    static final Type COMPARISON = Type.getObjectType("jdk/incubator/vector/VectorOperators$Comparison");

    static final Type SCALAR_MATH = Type.getObjectType("dev/bnc/runtime/kernel/ScalarMath");
    static final Type VECTOR_MATH = Type.getObjectType("dev/bnc/runtime/kernel/VectorMath");
    static final Type FUSED_LOOP = Type.getObjectType("dev/bnc/runtime/kernel/FusedLoop");
    static final Type TILE = Type.getObjectType("dev/bnc/runtime/kernel/Tile");
    static final Type LEFT_TILE = Type.getObjectType("dev/bnc/runtime/kernel/LeftTile");
    static final Type TILE_FINISH = Type.getObjectType("dev/bnc/runtime/kernel/TileFinish");
    static final Type TILE_OPERANDS = Type.getObjectType("dev/bnc/runtime/kernel/TileOperands");
    static final Type MICRO_KERNEL = Type.getObjectType("dev/bnc/runtime/kernel/MicroKernel");

    private static final Method MIN = Method.ofStatic(MATH, "min", "(II)I");

    private Types() {}

    /// The smaller of two ints.
    static Expression min(Expression a, Expression b) {
        return MIN.call(a, b);
    }
}
