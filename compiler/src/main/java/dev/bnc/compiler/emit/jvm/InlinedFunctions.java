package dev.bnc.compiler.emit.jvm;

import dev.bnc.runtime.kernel.MicroKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Copies the code of runtime's vector functions into emitted loops, calls among them included.
///
/// A call would be enough for the meaning, but HotSpot stops inlining where it has compiled a function for itself
/// before, or where a loop has become large; each vector that goes in or out of such a call is then a new object, and
/// the loop a hundred times slower. The Vector API's own methods are exempt from these limits.
///
/// The functions must be straight lines: no jumps, one return, at the end.
final class InlinedFunctions {
    private static final Map<Type, ClassReader> READERS = new ConcurrentHashMap<>();

    private final ClassReader reader;
    private final Type owner;
    private final int lanes;

    /// The static functions of a class of runtime; its constants `SPECIES` and `INTS` are taken to be those of
    /// `lanes`.
    InlinedFunctions(Type owner, int lanes) {
        this.reader = READERS.computeIfAbsent(owner, InlinedFunctions::read);
        this.owner = owner;
        this.lanes = lanes;
    }

    /// Writes the code of a function whose arguments are on the stack, and leaves its result there.
    ///
    /// @param slot first local variable that may be used
    void inline(String name, String descriptor, MethodVisitor out, int slot) {
        Type[] arguments = Type.getArgumentTypes(descriptor);
        int next = slot;
        for (Type argument : arguments) {
            next += argument.getSize();
        }
        int free = next;
        int at = next;
        for (int i = arguments.length - 1; i >= 0; i--) {
            at -= arguments[i].getSize();
            out.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), at);
        }
        var found = new boolean[1];
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String method,
                            String type,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        if (!method.equals(name) || !type.equals(descriptor)) {
                            return null;
                        }
                        found[0] = true;
                        return new Copier(out, slot, free);
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        if (!found[0]) {
            throw new IllegalStateException(owner.getClassName() + " has no function " + name + descriptor);
        }
    }

    private static ClassReader read(Type owner) {
        String file = owner.getInternalName().substring(owner.getInternalName().lastIndexOf('/') + 1) + ".class";
        try (InputStream in = MicroKernel.class.getResourceAsStream(file)) {
            return new ClassReader(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Passes a function's instructions on, its variables moved up to free slots.
    private final class Copier extends MethodVisitor {
        private final int base;
        private int top;

        Copier(MethodVisitor out, int base, int free) {
            super(Opcodes.ASM9, out);
            this.base = base;
            this.top = free;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            top = Math.max(top, base + variable + 2);
            super.visitVarInsn(opcode, base + variable);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
                super.visitInsn(opcode);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String holder, String field, String type) {
            if (holder.equals(owner.getInternalName()) && field.equals("SPECIES")) {
                super.visitFieldInsn(opcode, Types.VECTOR.getInternalName(), species(), type);
            } else if (holder.equals(owner.getInternalName()) && field.equals("INTS")) {
                super.visitFieldInsn(opcode, Types.INT_VECTOR.getInternalName(), species(), type);
            } else {
                super.visitFieldInsn(opcode, holder, field, type);
            }
        }

        private String species() {
            return "SPECIES_" + lanes * Float.SIZE;
        }

        @Override
        public void visitMethodInsn(int opcode, String holder, String method, String type, boolean ofInterface) {
            if (opcode == Opcodes.INVOKESTATIC && holder.equals(owner.getInternalName())) {
                inline(method, type, mv, top);
            } else {
                super.visitMethodInsn(opcode, holder, method, type, ofInterface);
            }
        }

        @Override
        public void visitIincInsn(int variable, int by) {
            super.visitIincInsn(base + variable, by);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            throw new IllegalStateException("a function to inline jumps");
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
            throw new IllegalStateException("a function to inline makes closures");
        }

        @Override
        public void visitCode() {
            // The method around it has begun already.
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            // Counted for the method around it.
        }

        @Override
        public void visitEnd() {
            // The method around it goes on.
        }
    }
}
