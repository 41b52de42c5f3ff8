package dev.bnc.compiler.jar;

import dev.bnc.runtime.kernel.Kernels;
import dev.bnc.runtime.kernel.MatrixProduct;
import dev.bnc.runtime.kernel.ScalarKernels;
import dev.bnc.runtime.kernel.VectorKernels;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Leaves those methods out of [Kernels], of the classes that implement it and of the factories of [MatrixProduct] that no
/// program of a jar calls: most of them are for training, and what they alone need is left out with them.
///
/// @param used names and descriptors of the others
record KernelsInUse(Set<String> used) {
    private static final Set<String> ALL = Stream.concat(
                    Arrays.stream(Kernels.class.getMethods()),
                    Arrays.stream(MatrixProduct.class.getMethods())
                            .filter(method -> Modifier.isStatic(method.getModifiers())))
            .map(method -> method.getName() + Type.getMethodDescriptor(method))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> OWNERS = Stream.of(
                    Kernels.class, ScalarKernels.class, VectorKernels.class, MatrixProduct.class)
            .map(Type::getInternalName)
            .collect(Collectors.toUnmodifiableSet());
    private static final String PACKAGE = Type.getInternalName(Kernels.class).replaceAll("[^/]*$", "");

    /// The kernels that these class files call.
    static KernelsInUse by(Collection<byte[]> programs) {
        var used = new HashSet<String>();
        for (byte[] program : programs) {
            new ClassReader(program).accept(calls(used), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return new KernelsInUse(used);
    }

    private static ClassVisitor calls(Set<String> used) {
        return new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(
                            int opcode, String owner, String method, String type, boolean ofInterface) {
                        if (OWNERS.contains(owner)) {
                            used.add(method + type);
                        }
                    }
                };
            }
        };
    }

    /// A class file of runtime, without the methods that are not needed and without names of local variables. Kernels are
    /// also without the names of the classes inside of them, which only reflection and compilers read.
    byte[] pruned(byte[] bytes) {
        var reader = new ClassReader(bytes);
        boolean owner = OWNERS.contains(reader.getClassName());
        boolean kernel = reader.getClassName().startsWith(PACKAGE);
        var writer = new ClassWriter(0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        String method = name + descriptor;
                        boolean needed = !owner || used.contains(method) || !ALL.contains(method);
                        return needed
                                ? withoutLocalNames(super.visitMethod(access, name, descriptor, signature, exceptions))
                                : null;
                    }

                    @Override
                    public void visitPermittedSubclass(String name) {
                        // A list for the compiler, which would have all of them in the jar.
                    }

                    @Override
                    public void visitInnerClass(
                            String name, @Nullable String outer, @Nullable String simple, int access) {
                        if (!kernel) {
                            super.visitInnerClass(name, outer, simple, access);
                        }
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static MethodVisitor withoutLocalNames(MethodVisitor method) {
        return new MethodVisitor(Opcodes.ASM9, method) {
            @Override
            public void visitLocalVariable(
                    String name, String descriptor, @Nullable String signature, Label start, Label end, int index) {
                // Only debuggers read it: a tenth of a jar.
            }
        };
    }
}
