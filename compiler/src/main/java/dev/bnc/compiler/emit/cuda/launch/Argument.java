package dev.bnc.compiler.emit.cuda.launch;

/// What is handed to a parameter of a kernel.
public sealed interface Argument {
    /// Address of the first element of a view.
    record Pointer(View view) implements Argument {}

    /// An `int`.
    record I32(int value) implements Argument {}

    /// A `long long`.
    record I64(long value) implements Argument {}

    /// A `float`.
    record F32(float value) implements Argument {}

    /// Whether it can be handed to that parameter, types of buffers apart.
    default boolean fits(Parameter parameter) {
        boolean value = parameter.access() == Parameter.Access.VALUE;
        return switch (this) {
            case Pointer _ -> !value;
            case I32 _ -> value && parameter.type() == DataType.I32;
            case I64 _ -> value && parameter.type() == DataType.I64;
            case F32 _ -> value && parameter.type() == DataType.F32;
        };
    }
}
