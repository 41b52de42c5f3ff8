package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.Chunks;
import dev.bnc.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Type;

/// A call of one of runtime's [Kernels], without the part of the work it does.
///
/// @param method its name there
/// @param operands arrays and offsets, in the order of the parameters
/// @param attributes what follows: shapes, numbers
record KernelCall(String method, List<Argument> operands, List<Expression> attributes) {
    private static final Type KERNELS = Type.getType(Kernels.class);

    /// An operand, or one that is not there.
    sealed interface Argument {
        record Given(Operand operand) implements Argument {}

        /// [Kernels#ABSENT].
        record Absent() implements Argument {}
    }

    /// A phase that does units `[from, to)` in each chunk.
    Phase map(Chunks chunks, Context context) {
        return new Phase(chunks.count(), (code, parameters) -> {
            Local from =
                    code.local("from", Expression.multiply(parameters.chunk(), Expression.constant(chunks.size())));
            Expression end = Expression.add(from, Expression.constant(chunks.size()));
            Local to = code.local("to", Types.min(end, Expression.constant(chunks.total())));
            call(code, context, parameters, List.of(from, to));
        });
    }

    /// A phase that hands on the number of the chunk.
    Phase partial(Chunks chunks, Context context) {
        return new Phase(
                chunks.count(), (code, parameters) -> call(code, context, parameters, List.of(parameters.chunk())));
    }

    /// A phase of one chunk.
    Phase once(Context context) {
        return new Phase(1, (code, parameters) -> call(code, context, parameters, List.of()));
    }

    /// What calls are written in.
    record Context(OperandViews views, Expression kernels) {}

    private void call(MethodCode code, Context context, Phase.Parameters parameters, List<Expression> part) {
        List<Expression> arguments = new ArrayList<>(List.of(context.kernels()));
        for (Argument argument : operands) {
            switch (argument) {
                case Argument.Given(Operand operand) -> {
                    arguments.add(context.views().array(operand, parameters));
                    arguments.add(context.views().offset(operand));
                }
                case Argument.Absent _ -> {
                    arguments.add(parameters.arena());
                    arguments.add(Expression.constant(Kernels.ABSENT));
                }
            }
        }
        arguments.addAll(attributes);
        arguments.addAll(part);
        code.run(Method.ofInterface(KERNELS, method, descriptor()).call(arguments));
    }

    private String descriptor() {
        return Arrays.stream(Kernels.class.getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .map(Type::getMethodDescriptor)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kernel " + method));
    }
}
