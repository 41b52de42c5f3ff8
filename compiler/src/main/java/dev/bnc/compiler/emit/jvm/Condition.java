package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// A comparison of two ints or two floats; false where a float is NaN.
record Condition(Relation relation, Expression left, Expression right) {
    /// How the two are compared.
    enum Relation {
        LESS(Opcodes.IF_ICMPGE, Opcodes.FCMPG, Opcodes.IFGE),
        GREATER(Opcodes.IF_ICMPLE, Opcodes.FCMPL, Opcodes.IFLE);

        private final int unlessInts;
        private final int compareFloats;
        private final int unlessFloats;

        Relation(int unlessInts, int compareFloats, int unlessFloats) {
            this.unlessInts = unlessInts;
            this.compareFloats = compareFloats;
            this.unlessFloats = unlessFloats;
        }
    }

    static Condition less(Expression left, Expression right) {
        return new Condition(Relation.LESS, left, right);
    }

    static Condition greater(Expression left, Expression right) {
        return new Condition(Relation.GREATER, left, right);
    }

    /// Emits a jump that is taken where the condition is false.
    void jumpUnless(Label label, MethodVisitor out) {
        left.push(out);
        right.push(out);
        if (left.type().equals(Type.FLOAT_TYPE)) {
            out.visitInsn(relation.compareFloats);
            out.visitJumpInsn(relation.unlessFloats, label);
        } else {
            out.visitJumpInsn(relation.unlessInts, label);
        }
    }
}
