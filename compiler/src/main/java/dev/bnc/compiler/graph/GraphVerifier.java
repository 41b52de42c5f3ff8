package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Input;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Checks what a graph's constructors cannot see. Runs before and after every pass.
///
/// What holds of every graph:
///
/// 1. Parameters are of the parameter kind, have unique names, and no open batch size.
/// 2. Each result is defined once, and no two results have one name.
/// 3. An operand is a declared parameter or the result of a node further up, of the very type it was made with. So
///    nodes are in topological order.
/// 4. An input has no operands, and no two inputs have one name. Every other result has the type that
///    [ShapeInference] finds.
/// 5. Outputs have unique names, and their values are defined.
/// 6. Updates are of declared parameters, of each at most once, and their values are defined.
///
/// What the [Stage] adds:
///
/// 7. Every operator is one the stage allows: no dropout and no batch norm with moving statistics in a training
///    step, no gradient outside one, no dropout at inference.
/// 8. Only a training step has updates.
/// 9. A training step has no open batch size.
public final class GraphVerifier {
    private final Graph graph;
    private final Stage stage;
    private final List<String> problems = new ArrayList<>();
    private final Set<Value> defined = new HashSet<>();
    private final Set<String> resultNames = new HashSet<>();
    private final Set<String> inputNames = new HashSet<>();

    private GraphVerifier(Graph graph, Stage stage) {
        this.graph = graph;
        this.stage = stage;
    }

    /// Throws if something does not hold: a mistake of the compiler, not of the user.
    ///
    /// @throws IllegalStateException naming all that does not hold, with the printed graph
    public static void verify(Graph graph, Stage stage) {
        List<String> problems = problems(graph, stage);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("not a " + stage + " graph:\n  " + String.join("\n  ", problems) + "\n"
                    + GraphPrinter.print(graph));
        }
    }

    /// What does not hold; empty if all is well.
    public static List<String> problems(Graph graph, Stage stage) {
        var verifier = new GraphVerifier(graph, stage);
        verifier.parameters();
        graph.nodes().forEach(verifier::node);
        verifier.outputs();
        verifier.updates();
        return List.copyOf(verifier.problems);
    }

    private void parameters() {
        var names = new HashSet<String>();
        for (Value parameter : graph.parameters()) {
            require(parameter.isParameter(), () -> parameter + " is declared as a parameter");
            require(names.add(parameter.name()), () -> parameter + " is declared twice");
            require(!parameter.shape().symbolic(), () -> parameter + " has an open batch size");
            defined.add(parameter);
        }
    }

    private void node(Node node) {
        Value result = node.result();
        node.inputs().forEach(operand -> requireDefined(operand, () -> "operand of " + result));
        require(resultNames.add(result.name()), () -> result + " is defined twice");
        defined.add(result);
        require(stage.allows(node.op()), () -> result + ": " + GraphPrinter.print(node.op()) + " has no place here");
        require(
                stage.allowsOpenBatch() || !result.shape().symbolic(),
                () -> result + " has an open batch size: " + result.type());
        if (node.op() instanceof Input(String name)) {
            require(node.inputs().isEmpty(), () -> result + ": input " + name + " has operands");
            require(inputNames.add(name), () -> result + ": input " + name + " is there twice");
        } else {
            type(node);
        }
    }

    private void type(Node node) {
        List<TensorType> operands = node.inputs().stream().map(Value::type).toList();
        try {
            TensorType inferred = ShapeInference.infer(node.op(), operands);
            require(
                    inferred.equals(node.result().type()),
                    () -> node.result() + " is " + node.result().type() + " but should be " + inferred);
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(node.result() + ": " + e.getMessage());
        }
    }

    private void outputs() {
        var names = new HashSet<String>();
        for (Output output : graph.outputs()) {
            require(names.add(output.name()), () -> "output " + output.name() + " is there twice");
            requireDefined(output.value(), () -> "output " + output.name());
        }
    }

    private void updates() {
        var updated = new HashSet<Value>();
        require(graph.updates().isEmpty() || stage.allowsUpdates(), () -> "parameters are updated");
        for (Update update : graph.updates()) {
            requireDefined(update.parameter(), () -> "updated parameter");
            require(updated.add(update.parameter()), () -> update.parameter() + " is updated twice");
            requireDefined(update.value(), () -> "update of " + update.parameter());
        }
    }

    private void requireDefined(Value value, Supplier<String> what) {
        require(defined.contains(value), () -> what.get() + ": " + value + " " + value.type() + " is not defined before");
    }

    // Said only where it is needed: a graph is verified before and after each pass.
    private void require(boolean holds, Supplier<String> problem) {
        if (!holds) {
            problems.add(problem.get());
        }
    }
}
