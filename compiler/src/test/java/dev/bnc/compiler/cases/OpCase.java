package dev.bnc.compiler.cases;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One operator on operands of one size, with the numbers to run it on.
///
/// [#graph()] is that node alone; its result is the output `y`.
public record OpCase(Op op, List<Operand> operands) {
    public OpCase {
        operands = List.copyOf(operands);
    }

    /// An operand: an input or a parameter of the graph, named `x0`, `x1`, ... by its place.
    public record Operand(Value.Kind kind, ElementType element, Tensor tensor) {
        /// Data the caller hands over with each run.
        public static Operand input(Tensor tensor) {
            return new Operand(Value.Kind.RESULT, ElementType.F32, tensor);
        }

        /// A weight, statistic or other entry of the state.
        public static Operand parameter(Tensor tensor) {
            return new Operand(Value.Kind.PARAMETER, ElementType.F32, tensor);
        }

        /// Class labels.
        public static Operand labels(Tensor tensor) {
            return new Operand(Value.Kind.RESULT, ElementType.I32, tensor);
        }

        TensorType type() {
            return new TensorType(element, tensor.shape());
        }
    }

    /// The node alone: reads `x0`, `x1`, ..., gives `y`.
    public Graph graph() {
        var builder = new GraphBuilder();
        List<Value> values = new ArrayList<>();
        for (Operand operand : operands) {
            String name = "x" + values.size();
            values.add(
                    operand.kind() == Value.Kind.PARAMETER
                            ? builder.parameter(name, operand.type())
                            : builder.input(name, operand.type()));
        }
        builder.output("y", builder.add(op, values));
        return builder.build();
    }

    /// The same case with every float operand as a parameter, so that gradients can be asked for.
    public OpCase withParameters() {
        return new OpCase(
                op,
                operands.stream()
                        .map(o -> o.element() == ElementType.F32 ? Operand.parameter(o.tensor()) : o)
                        .toList());
    }

    /// Tensors of the inputs, by name.
    public Map<String, Tensor> inputs() {
        return tensors(Value.Kind.RESULT);
    }

    /// Tensors of the parameters, by name.
    public Map<String, Tensor> state() {
        return tensors(Value.Kind.PARAMETER);
    }

    /// What the reference makes of it.
    public Tensor expected() {
        return ReferenceInterpreter.run(graph(), inputs(), state()).output("y");
    }

    /// Elements of all operands together.
    public long size() {
        return operands.stream().mapToLong(o -> o.tensor().length()).sum();
    }

    private Map<String, Tensor> tensors(Value.Kind kind) {
        var tensors = new HashMap<String, Tensor>();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).kind() == kind) {
                tensors.put("x" + i, operands.get(i).tensor());
            }
        }
        return tensors;
    }

    @Override
    public String toString() {
        List<Shape> shapes = operands.stream().map(o -> o.tensor().shape()).toList();
        return op + " on " + shapes;
    }
}
