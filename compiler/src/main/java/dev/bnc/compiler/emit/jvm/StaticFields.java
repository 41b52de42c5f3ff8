package dev.bnc.compiler.emit.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Constants of a class in a file: `private static final` fields, each made by a method of its own when the class is
/// initialized.
final class StaticFields implements Linking.Constants {
    private final ClassCode owner;
    private final ObjectCode code;
    private final List<Constant> constants = new ArrayList<>();
    private final Map<Object, Constant> known = new HashMap<>();

    /// @param maker of the object
    private record Constant(String field, Method maker, Object object) {}

    StaticFields(ClassCode owner, ObjectCode code) {
        this.owner = owner;
        this.code = code;
    }

    @Override
    public Expression constant(Object object, Class<?> as) {
        Object key = object instanceof Made<?> made ? made.object() : object;
        Type type = Type.getType(as);
        Constant constant = known.computeIfAbsent(key, _ -> added(object, type));
        return Expression.staticField(owner.type(), constant.field, type);
    }

    private Constant added(Object object, Type type) {
        int number = constants.size();
        Method maker = Method.ofStatic(owner.type(), "make" + number, Type.getMethodDescriptor(type));
        constants.add(new Constant("constant" + number, maker, object));
        return constants.getLast();
    }

    @Override
    public EmittedClass finish() {
        int modifiers = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
        for (Constant constant : constants) {
            Type type = Type.getReturnType(constant.maker.descriptor());
            owner.field(modifiers | Opcodes.ACC_FINAL, constant.field, type);
            owner.method(modifiers, constant.maker.name(), constant.maker.descriptor(), body -> {
                body.returnValue(code.of(constant.object));
            });
        }
        owner.initializer(body -> {
            for (Constant constant : constants) {
                body.storeStatic(owner.type(), constant.field, constant.maker.call());
            }
            body.returnVoid();
        });
        return new EmittedClass(owner.bytes(), List.of());
    }
}
