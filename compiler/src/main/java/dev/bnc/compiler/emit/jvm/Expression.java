package dev.bnc.compiler.emit.jvm;

import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Bytecode that leaves one value on the operand stack. Building one emits nothing; [#push] does.
///
/// ```java
/// add(base, multiply(row, stride)).push(out)   // iload base; iload row; iload stride; imul; iadd
/// ```
interface Expression {
    /// Type of the value.
    Type type();

    /// Emits the code.
    void push(MethodVisitor out);

    /// An expression given by its code.
    static Expression of(Type type, Consumer<MethodVisitor> code) {
        return new Expression() {
            @Override
            public Type type() {
                return type;
            }

            @Override
            public void push(MethodVisitor out) {
                code.accept(out);
            }
        };
    }

    /// A number known when emitting, in the shortest form the class file has for it.
    static Expression constant(int value) {
        return of(Type.INT_TYPE, out -> {
            if (value >= -1 && value <= 5) {
                out.visitInsn(Opcodes.ICONST_0 + value);
            } else if (value == (byte) value) {
                out.visitIntInsn(Opcodes.BIPUSH, value);
            } else if (value == (short) value) {
                out.visitIntInsn(Opcodes.SIPUSH, value);
            } else {
                out.visitLdcInsn(value);
            }
        });
    }

    /// A number known when emitting.
    static Expression constant(float value) {
        return of(Type.FLOAT_TYPE, out -> out.visitLdcInsn(value));
    }

    /// A number known when emitting.
    static Expression constant(long value) {
        return of(Type.LONG_TYPE, out -> out.visitLdcInsn(value));
    }

    /// A static field's value.
    static Expression staticField(Type owner, String name, Type type) {
        return of(
                type,
                out -> out.visitFieldInsn(Opcodes.GETSTATIC, owner.getInternalName(), name, type.getDescriptor()));
    }

    /// A field of an object.
    static Expression field(Expression object, Type owner, String name, Type type) {
        return of(type, out -> {
            object.push(out);
            out.visitFieldInsn(Opcodes.GETFIELD, owner.getInternalName(), name, type.getDescriptor());
        });
    }

    static Expression add(Expression a, Expression b) {
        return arithmetic(Opcodes.IADD, a, b);
    }

    static Expression subtract(Expression a, Expression b) {
        return arithmetic(Opcodes.ISUB, a, b);
    }

    static Expression multiply(Expression a, Expression b) {
        return arithmetic(Opcodes.IMUL, a, b);
    }

    static Expression divide(Expression a, Expression b) {
        return arithmetic(Opcodes.IDIV, a, b);
    }

    static Expression and(Expression a, Expression b) {
        return arithmetic(Opcodes.IAND, a, b);
    }

    static Expression negate(Expression a) {
        return of(a.type(), out -> {
            a.push(out);
            out.visitInsn(a.type().getOpcode(Opcodes.INEG));
        });
    }

    /// `(double) a` of a float.
    static Expression widen(Expression a) {
        return of(Type.DOUBLE_TYPE, out -> {
            a.push(out);
            out.visitInsn(Opcodes.F2D);
        });
    }

    /// `(float) a` of a double.
    static Expression narrow(Expression a) {
        return of(Type.FLOAT_TYPE, out -> {
            a.push(out);
            out.visitInsn(Opcodes.D2F);
        });
    }

    /// One element of an array.
    static Expression element(Expression array, Expression index) {
        Type type = array.type().getElementType();
        return of(type, out -> {
            array.push(out);
            index.push(out);
            out.visitInsn(type.getOpcode(Opcodes.IALOAD));
        });
    }

    /// `condition ? a : b`.
    static Expression select(Condition condition, Expression a, Expression b) {
        return of(a.type(), out -> {
            Label otherwise = new Label();
            Label end = new Label();
            condition.jumpUnless(otherwise, out);
            a.push(out);
            out.visitJumpInsn(Opcodes.GOTO, end);
            out.visitLabel(otherwise);
            b.push(out);
            out.visitLabel(end);
        });
    }

    private static Expression arithmetic(int intOpcode, Expression a, Expression b) {
        if (!a.type().equals(b.type())) {
            throw new IllegalArgumentException("arithmetic on " + a.type() + " and " + b.type());
        }
        return of(a.type(), out -> {
            a.push(out);
            b.push(out);
            out.visitInsn(a.type().getOpcode(intOpcode));
        });
    }
}
