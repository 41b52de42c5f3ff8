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

/// Objects an emitted class refers to: shapes, matrix products, kernels. They are constants to HotSpot.
///
/// Equal objects are kept once. The list goes to the class when it is defined.
final class ClassData {
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(MethodHandles.class),
            "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
            false);

    private final List<Object> objects = new ArrayList<>();
    private final Map<Object, Integer> places = new HashMap<>();

    /// The object, as a value of a type that emitted code can see.
    Expression constant(Object object, Class<?> as) {
        int place = places.computeIfAbsent(object, added -> {
            objects.add(added);
            return objects.size() - 1;
        });
        Type type = Type.getType(as);
        ConstantDynamic constant = new ConstantDynamic("_", type.getDescriptor(), BOOTSTRAP, place);
        return Expression.of(type, out -> out.visitLdcInsn(constant));
    }

    /// All objects, in the order the class counts them.
    List<Object> objects() {
        return List.copyOf(objects);
    }
}
