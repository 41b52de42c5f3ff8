package dev.bnc.compiler.emit.jvm;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Constants of a hidden class: a list that goes to the class when it is defined.
final class ClassData implements Linking.Constants {
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(MethodHandles.class),
            "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
            false);

    private final ClassCode owner;
    private final List<Object> objects = new ArrayList<>();
    private final Map<Object, Integer> places = new HashMap<>();

    ClassData(ClassCode owner) {
        this.owner = owner;
    }

    @Override
    public Expression constant(Object given, Class<?> as) {
        Object object = given instanceof Made<?> made ? made.object() : given;
        int place = places.computeIfAbsent(object, added -> {
            objects.add(added);
            return objects.size() - 1;
        });
        Type type = Type.getType(as);
        ConstantDynamic constant = new ConstantDynamic("_", type.getDescriptor(), BOOTSTRAP, place);
        return Expression.of(type, out -> out.visitLdcInsn(constant));
    }

    @Override
    public EmittedClass finish() {
        return new EmittedClass(owner.bytes(), objects);
    }
}
