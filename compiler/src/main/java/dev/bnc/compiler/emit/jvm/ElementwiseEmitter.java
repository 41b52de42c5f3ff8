package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.add;
import static dev.bnc.compiler.emit.jvm.Expression.constant;
import static dev.bnc.compiler.emit.jvm.Expression.multiply;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Emits [Elementwise] steps: a call of their loop's method for each chunk, and those methods, one for each
/// [LoopKind].
final class ElementwiseEmitter {
    private final OperandViews views;
    private final ClassCode owner;
    private final Lanes lanes;
    private final Map<LoopKind, Method> methods = new LinkedHashMap<>();

    ElementwiseEmitter(OperandViews views, ClassCode owner, Lanes lanes) {
        this.views = views;
        this.owner = owner;
        this.lanes = lanes;
    }

    List<Phase> phases(Elementwise loop) {
        LoopKind kind = LoopKind.of(loop, views.plan());
        Method method = methods.computeIfAbsent(kind, this::emit);
        return List.of(new Phase(loop.chunks(), (code, parameters) -> {
            Local from = code.local("from", multiply(parameters.chunk(), constant(loop.grain())));
            Expression end = add(from, constant(loop.grain()));
            Local to = code.local("to", Types.min(end, constant(loop.extent())));
            List<Expression> arguments = new ArrayList<>(List.of(parameters.state(), parameters.arena()));
            arguments.addAll(operands(loop, kind));
            arguments.addAll(List.of(from, to));
            code.run(method.call(arguments));
        }));
    }

    private List<Expression> operands(Elementwise loop, LoopKind kind) {
        List<Expression> arguments = new ArrayList<>();
        for (int i = 0; i < loop.operands().size(); i++) {
            Operand operand = loop.operands().get(i);
            arguments.add(views.offset(operand));
            if (kind.strided(i)) {
                arguments.add(constant(operand.stride()));
            }
        }
        for (Operand result : loop.results()) {
            arguments.add(views.offset(result));
            if (!kind.flat()) {
                arguments.add(constant(result.stride()));
            }
        }
        if (!kind.flat()) {
            arguments.add(constant(loop.columns()));
        }
        return arguments;
    }

    private Method emit(LoopKind kind) {
        String name = "loop" + methods.size();
        LoopEmitter emitter = LoopEmitter.fitting(lanes, kind);
        emitter.emit(owner, name);
        return Method.ofStatic(owner.type(), name, emitter.descriptor());
    }
}
