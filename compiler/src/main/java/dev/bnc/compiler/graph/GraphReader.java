package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what [GraphPrinter] writes. Results may have any name; blank lines and lines that start with `//` are skipped.
///
/// Model files come from anywhere, so nothing in the text is believed: every size is bounded, every type is inferred
/// again, a value must be defined before it is read, and only once.
public final class GraphReader {
    /// A net of a million nodes is a mistake or an attack.
    private static final int MOST_LINES = 1_000_000;

    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Map<String, Value> results = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private final Map<Value, Update> updates = new LinkedHashMap<>();

    private GraphReader() {}

    /// The graph of that text.
    ///
    /// @throws GraphFormatException if the text is no graph, naming the line
    public static Graph read(String text) {
        var reader = new GraphReader();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (number > MOST_LINES) {
                throw new GraphFormatException(number, "more than " + MOST_LINES + " lines");
            }
            if (!line.isBlank() && !line.strip().startsWith("//")) {
                reader.readLine(new LineScanner(line, number));
            }
        }
        return new Graph(
                List.copyOf(reader.parameters.values()),
                reader.nodes,
                List.copyOf(reader.outputs.values()),
                List.copyOf(reader.updates.values()));
    }

    /// Gives facts that constructors and inference refuse the number of the line they come from.
    private void readLine(LineScanner line) {
        try {
            readEntry(line);
        } catch (GraphFormatException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw (GraphFormatException)
                    line.error(String.valueOf(e.getMessage())).initCause(e);
        }
        if (!line.atEnd()) {
            throw line.error("more than was expected at the end");
        }
    }

    private void readEntry(LineScanner line) {
        if (line.accept("@")) {
            parameter(line);
        } else if (line.accept("%")) {
            node(line);
        } else if (line.accept("output ")) {
            output(line);
        } else if (line.accept("update ")) {
            update(line);
        } else {
            throw line.error("expected @parameter, %result, output or update");
        }
    }

    private void parameter(LineScanner line) {
        String name = line.name();
        define(line, parameters, Value.parameter(name, line.type()));
    }

    private void node(LineScanner line) {
        String name = line.name();
        line.expect("=");
        String opName = line.word();
        List<Value> operands = operands(line);
        Op op = op(line, opName);
        TensorType type = line.type();
        if (!(op instanceof Input)) {
            TensorType inferred =
                    ShapeInference.infer(op, operands.stream().map(Value::type).toList());
            if (!inferred.equals(type)) {
                throw line.error("the result is " + inferred + ", not " + type);
            }
        }
        Value result = Value.result(name, type);
        nodes.add(new Node(result, op, operands, origin(line)));
        define(line, results, result);
    }

    private List<Value> operands(LineScanner line) {
        List<Value> operands = new ArrayList<>();
        if (line.accept("(")) {
            do {
                operands.add(value(line));
            } while (line.accept(","));
            line.expect(")");
        }
        return operands;
    }

    private static Op op(LineScanner line, String name) {
        Attributes attributes = Attributes.read(line);
        Op op = OpReader.read(name, attributes);
        attributes.requireAllTaken();
        return op;
    }

    private static Origin origin(LineScanner line) {
        if (!line.accept("//")) {
            return Origin.NONE;
        }
        String first = line.name();
        if (line.atEnd()) {
            return new Origin(first, "", 0, 0);
        }
        String layer = line.accept(":") ? "" : first;
        String file = first;
        if (!layer.isEmpty()) {
            file = line.name();
            line.expect(":");
        }
        int row = line.count();
        line.expect(":");
        return new Origin(layer, file, row, line.count());
    }

    private void output(LineScanner line) {
        String name = line.name();
        line.expect("=");
        if (outputs.put(name, new Output(name, value(line))) != null) {
            throw line.error("output " + name + " is given twice");
        }
    }

    private void update(LineScanner line) {
        Value parameter = value(line);
        line.expect("=");
        if (updates.put(parameter, new Update(parameter, value(line))) != null) {
            throw line.error(parameter + " is updated twice");
        }
    }

    private Value value(LineScanner line) {
        boolean isParameter = line.accept("@");
        if (!isParameter) {
            line.expect("%");
        }
        String name = line.name();
        Value value = (isParameter ? parameters : results).get(name);
        if (value == null) {
            throw line.error((isParameter ? "@" : "%") + name + " is not defined above");
        }
        return value;
    }

    private static void define(LineScanner line, Map<String, Value> values, Value value) {
        if (values.put(value.name(), value) != null) {
            throw line.error(value + " is defined twice");
        }
    }
}
