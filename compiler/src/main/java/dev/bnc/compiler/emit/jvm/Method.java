package dev.bnc.compiler.emit.jvm;

import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// A method that emitted code calls.
record Method(int opcode, Type owner, String name, String descriptor) {
    static Method ofStatic(Type owner, String name, String descriptor) {
        return new Method(Opcodes.INVOKESTATIC, owner, name, descriptor);
    }

    static Method ofVirtual(Type owner, String name, String descriptor) {
        return new Method(Opcodes.INVOKEVIRTUAL, owner, name, descriptor);
    }

    static Method ofInterface(Type owner, String name, String descriptor) {
        return new Method(Opcodes.INVOKEINTERFACE, owner, name, descriptor);
    }

    /// The call; the first argument of an instance method is its object.
    Expression call(Expression... arguments) {
        return call(List.of(arguments));
    }

    /// The call; the first argument of an instance method is its object.
    Expression call(List<Expression> arguments) {
        int expected = Type.getArgumentTypes(descriptor).length + (opcode == Opcodes.INVOKESTATIC ? 0 : 1);
        if (arguments.size() != expected) {
            throw new IllegalArgumentException(
                    name + descriptor + " called with " + arguments.size() + " arguments, not " + expected);
        }
        return Expression.of(Type.getReturnType(descriptor), out -> {
            arguments.forEach(argument -> argument.push(out));
            out.visitMethodInsn(opcode, owner.getInternalName(), name, descriptor, opcode == Opcodes.INVOKEINTERFACE);
        });
    }
}
