package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// A local variable of an emitted method; as an expression, its value.
record Local(String name, Type type, int slot) implements Expression {
    @Override
    public void push(MethodVisitor out) {
        out.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
    }

    /// Emits the store of the value on the stack.
    void pop(MethodVisitor out) {
        out.visitVarInsn(type.getOpcode(Opcodes.ISTORE), slot);
    }
}
