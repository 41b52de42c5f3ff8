package dev.bnc.compiler.jar;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Finds what the classes of a jar name that is neither among them nor in the JDK.
final class MissingCode {
    private static final String JDK = "(java|javax/imageio|jdk/incubator/vector)/.*";

    private final Map<String, byte[]> classes;
    private final Map<String, Set<String>> methods = new HashMap<>();
    private final Set<String> missing = new TreeSet<>();

    /// @param classes class files by internal name
    MissingCode(Map<String, byte[]> classes) {
        this.classes = classes;
        classes.forEach((name, bytes) -> {
            methods.put(name, new HashSet<>());
            read(bytes, new Declared(methods.get(name)));
        });
    }

    /// Classes and methods, each with the class that names it.
    Set<String> found() {
        classes.forEach((name, bytes) -> {
            if (!new ClassReader(bytes).getClassName().equals(name)) {
                missing.add(name + " is another class");
            }
            namedClasses(name, bytes);
            read(bytes, new Called(name));
        });
        return missing;
    }

    private static void read(byte[] bytes, ClassVisitor visitor) {
        new ClassReader(bytes).accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /// All entries of the constant pool that are classes.
    private void namedClasses(String user, byte[] bytes) {
        var reader = new ClassReader(bytes);
        var buffer = new char[reader.getMaxStringLength()];
        for (int item = 1; item < reader.getItemCount(); item++) {
            int at = reader.getItem(item);
            if (at > 0 && bytes[at - 1] == 7) {
                require(Type.getObjectType(reader.readUTF8(at, buffer)), user);
            }
        }
    }

    private void require(Type type, String user) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
            String name = element.getInternalName();
            if (!name.matches(JDK) && !classes.containsKey(name)) {
                missing.add(name + " in " + user);
            }
        }
    }

    private boolean has(String owner, String method) {
        byte[] bytes = classes.get(owner);
        if (bytes == null) {
            return ofJdk(owner, method);
        }
        if (methods.getOrDefault(owner, Set.of()).contains(method)) {
            return true;
        }
        var reader = new ClassReader(bytes);
        return Stream.concat(Stream.of(reader.getInterfaces()), Stream.ofNullable(reader.getSuperName()))
                .anyMatch(above -> has(above, method));
    }

    /// What the JDK's classes have is not looked at, but for the one that all extend.
    private static boolean ofJdk(String owner, String method) {
        return owner.equals("java/lang/Object")
                ? method.matches("(<init>|getClass|hashCode|equals|toString)\\(.*")
                : owner.matches(JDK);
    }

    /// Notes the methods of a class.
    private static final class Declared extends ClassVisitor {
        private final Set<String> into;

        Declared(Set<String> into) {
            super(Opcodes.ASM9);
            this.into = into;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            into.add(name + descriptor);
            return null;
        }
    }

    /// Looks for the methods that a class calls.
    private final class Called extends ClassVisitor {
        private final String user;

        Called(String user) {
            super(Opcodes.ASM9);
            this.user = user;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            for (Type type : Type.getArgumentTypes(descriptor)) {
                require(type, user);
            }
            require(Type.getReturnType(descriptor), user);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String type, boolean ofInterface) {
                    if (classes.containsKey(owner) && !has(owner, method + type)) {
                        missing.add(owner + "." + method + type + " in " + user);
                    }
                }
            };
        }
    }
}
