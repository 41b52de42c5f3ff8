package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.constant;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Writes code that makes an object like a given one: a number, a text, an enum constant, a list or array of such, a
/// public record, what a [Made] says, an object of a class that has nothing but a constructor without parameters, or
/// an emitted loop or kernel.
final class ObjectCode {
    private final IdentityHashMap<Object, Emitted> emitted = new IdentityHashMap<>();

    private record Emitted(Type type, List<Object> arguments) {}

    /// From now on `twin` is written as a new object of an emitted class.
    void stands(Object twin, Type type, List<Object> arguments) {
        emitted.put(twin, new Emitted(type, arguments));
    }

    /// The code.
    ///
    /// @throws IllegalStateException if code cannot make such an object
    Expression of(Object object) {
        return switch (object) {
            case Integer value -> constant(value);
            case Float value -> constant(value);
            case Long value -> constant(value);
            case Double value -> Expression.of(Type.DOUBLE_TYPE, out -> out.visitLdcInsn(value));
            case Boolean value -> constant(value ? 1 : 0);
            case String value -> Expression.of(Type.getType(String.class), out -> out.visitLdcInsn(value));
            case Enum<?> value ->
                Expression.staticField(
                        Type.getType(value.getDeclaringClass()),
                        value.name(),
                        Type.getType(value.getDeclaringClass()));
            case int[] values -> array(Type.INT_TYPE, Arrays.stream(values).boxed().toList());
            case List<?> values -> list(values);
            case Made<?> made -> made(made.way(), made.arguments());
            case Record value -> record(value);
            default -> other(object);
        };
    }

    private Expression other(Object object) {
        Emitted known = emitted.get(object);
        if (known != null) {
            Constructor<?> constructor = object.getClass().getConstructors()[0];
            return create(known.type, Type.getConstructorDescriptor(constructor), known.arguments);
        }
        try {
            return made(object.getClass().getConstructor(), List.of());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("no code makes " + object + "; is it a record, or Made?", e);
        }
    }

    private Expression made(Executable way, List<Object> arguments) {
        Type owner = Type.getType(way.getDeclaringClass());
        return switch (way) {
            case Constructor<?> constructor ->
                create(owner, Type.getConstructorDescriptor(constructor), arguments);
            case java.lang.reflect.Method factory ->
                new Method(
                                Opcodes.INVOKESTATIC,
                                owner,
                                factory.getName(),
                                Type.getMethodDescriptor(factory))
                        .call(arguments.stream().map(this::of).toList());
        };
    }

    private Expression record(Record value) {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Type[] types = Arrays.stream(components)
                .map(component -> Type.getType(component.getType()))
                .toArray(Type[]::new);
        List<Object> values =
                Arrays.stream(components).map(component -> read(component, value)).toList();
        return create(Type.getType(value.getClass()), Type.getMethodDescriptor(Type.VOID_TYPE, types), values);
    }

    private static Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no code makes " + value + ", whose type is not public", e);
        }
    }

    private Expression create(Type type, String constructor, List<Object> arguments) {
        return Expression.of(type, out -> {
            out.visitTypeInsn(Opcodes.NEW, type.getInternalName());
            out.visitInsn(Opcodes.DUP);
            arguments.forEach(argument -> of(argument).push(out));
            out.visitMethodInsn(Opcodes.INVOKESPECIAL, type.getInternalName(), "<init>", constructor, false);
        });
    }

    private Expression list(List<?> values) {
        return Expression.of(Type.getType(List.class), out -> {
            array(Types.OBJECT, values).push(out);
            out.visitMethodInsn(
                    Opcodes.INVOKESTATIC, "java/util/List", "of", "([Ljava/lang/Object;)Ljava/util/List;", true);
        });
    }

    private Expression array(Type element, List<?> values) {
        return Expression.of(Type.getType("[" + element.getDescriptor()), out -> {
            constant(values.size()).push(out);
            if (element.getSort() == Type.INT) {
                out.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
            } else {
                out.visitTypeInsn(Opcodes.ANEWARRAY, element.getInternalName());
            }
            for (int i = 0; i < values.size(); i++) {
                out.visitInsn(Opcodes.DUP);
                constant(i).push(out);
                Expression value = of(values.get(i));
                value.push(out);
                if (element.getSort() == Type.OBJECT) {
                    box(value.type(), out);
                }
                out.visitInsn(element.getOpcode(Opcodes.IASTORE));
            }
        });
    }

    private static void box(Type type, MethodVisitor out) {
        Class<?> box =
                switch (type.getSort()) {
                    case Type.INT -> Integer.class;
                    case Type.FLOAT -> Float.class;
                    case Type.LONG -> Long.class;
                    case Type.DOUBLE -> Double.class;
                    case Type.OBJECT, Type.ARRAY -> Object.class;
                    default -> throw new IllegalStateException("no box for " + type);
                };
        if (box != Object.class) {
            String made = Type.getMethodDescriptor(Type.getType(box), type);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(box), "valueOf", made, false);
        }
    }
}
