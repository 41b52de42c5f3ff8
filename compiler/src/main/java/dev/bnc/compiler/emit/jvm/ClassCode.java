package dev.bnc.compiler.emit.jvm;

import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// A class while it is written.
final class ClassCode {
    private final ClassWriter writer = new FrameWriter();
    private final Type type;
    private final Type superclass;

    /// A public final class.
    ClassCode(Type type, Type superclass, List<Type> interfaces) {
        this.type = type;
        this.superclass = superclass;
        writer.visit(
                Opcodes.V25,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
                type.getInternalName(),
                null,
                superclass.getInternalName(),
                interfaces.stream().map(Type::getInternalName).toArray(String[]::new));
    }

    /// The class's own type.
    Type type() {
        return type;
    }

    void field(int access, String name, Type fieldType) {
        writer.visitField(access, name, fieldType.getDescriptor(), null, null).visitEnd();
    }

    /// Adds final fields, a public constructor that takes their values in order, and for each a public method that returns
    /// it, as in a record.
    void finalFields(List<Field> fields) {
        Type[] types = fields.stream().map(Field::type).toArray(Type[]::new);
        fields.forEach(f -> field(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, f.name(), f.type()));
        method(Opcodes.ACC_PUBLIC, "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, types), code -> {
            Local self = code.parameter("this", type);
            List<Local> values =
                    fields.stream().map(f -> code.parameter(f.name(), f.type())).toList();
            code.run(new Method(Opcodes.INVOKESPECIAL, superclass, "<init>", "()V").call(self));
            for (int i = 0; i < values.size(); i++) {
                code.storeField(self, type, fields.get(i).name(), values.get(i));
            }
            code.returnVoid();
        });
        fields.forEach(f -> method(Opcodes.ACC_PUBLIC, f.name(), Type.getMethodDescriptor(f.type()), code -> {
            Local self = code.parameter("this", type);
            code.returnValue(Expression.field(self, type, f.name(), f.type()));
        }));
    }

    /// A final field, set by the constructor.
    record Field(String name, Type type) {}

    /// Adds a method whose code `body` writes, the return included.
    void method(int access, String name, String descriptor, Consumer<MethodCode> body) {
        MethodCode code = new MethodCode(writer.visitMethod(access, name, descriptor, null, null), name);
        body.accept(code);
        code.end();
    }

    /// Adds what runs when the class is initialized, the return included. It may be long: it runs once.
    void initializer(Consumer<MethodCode> body) {
        MethodCode code =
                new MethodCode(writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null), "<clinit>");
        body.accept(code);
        code.endUnchecked();
    }

    /// Bytes of code that `body` writes; more than [MethodCode#LARGEST] are counted too.
    static int size(Consumer<MethodCode> body) {
        MethodVisitor scratch = new ClassWriter(0).visitMethod(Opcodes.ACC_STATIC, "scratch", "()V", null, null);
        MethodCode code = new MethodCode(scratch, "scratch");
        body.accept(code);
        return code.size();
    }

    /// The finished class file.
    byte[] bytes() {
        writer.visitEnd();
        return writer.toByteArray();
    }

    /// Computes stack maps without loading the classes named: different ones never meet in our code.
    private static final class FrameWriter extends ClassWriter {
        FrameWriter() {
            super(COMPUTE_FRAMES);
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            return "java/lang/Object";
        }
    }
}
