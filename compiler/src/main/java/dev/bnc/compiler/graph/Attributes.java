package dev.bnc.compiler.graph;

import dev.bnc.compiler.graph.op.Estimate;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The `{a=1, b=2}` of a printed node, each attribute to be taken once.
final class Attributes {
    private final LineScanner line;
    private final Map<String, LineScanner> values = new HashMap<>();

    private Attributes(LineScanner line) {
        this.line = line;
    }

    /// Reads the braces if there are any.
    static Attributes read(LineScanner line) {
        var attributes = new Attributes(line);
        if (line.accept("{")) {
            do {
                String key = line.word();
                line.expect("=");
                if (attributes.values.put(key, line.attributeValue()) != null) {
                    throw line.error("attribute " + key + " is given twice");
                }
            } while (line.accept(","));
            line.expect("}");
        }
        return attributes;
    }

    /// Fails if an attribute was not taken: the operator does not have it.
    void requireAllTaken() {
        if (!values.isEmpty()) {
            throw line.error("unknown attributes " + values.keySet());
        }
    }

    /// An error in this line.
    GraphFormatException error(String message) {
        return line.error(message);
    }

    boolean flag(String key) {
        return optional(key, v -> {
                    v.expect("true");
                    return true;
                })
                .orElse(false);
    }

    String name(String key) {
        return required(key, LineScanner::name);
    }

    double number(String key) {
        return required(key, LineScanner::decimal);
    }

    int count(String key) {
        return required(key, LineScanner::count);
    }

    long wholeNumber(String key) {
        return required(key, LineScanner::wholeNumber);
    }

    Extent extent(String key) {
        return required(key, LineScanner::extent);
    }

    Padding padding(String key) {
        return required(key, LineScanner::padding);
    }

    Shape shape(String key) {
        return required(key, LineScanner::shape);
    }

    Extent outputPadding() {
        return optional("outputPadding", LineScanner::extent).orElse(new Extent(0, 0));
    }

    int groups() {
        return optional("groups", LineScanner::count).orElse(1);
    }

    Window window() {
        return new Window(
                extent("kernel"),
                optional("stride", LineScanner::extent).orElse(Extent.square(1)),
                optional("pad", LineScanner::padding).orElse(Padding.NONE),
                optional("dilation", LineScanner::extent).orElse(Extent.square(1)));
    }

    Statistics statistics() {
        return required("stats", Attributes::statistics);
    }

    private static Statistics statistics(LineScanner v) {
        String kind = v.word();
        v.expect("(");
        Statistics statistics = switch (kind) {
            case "ema" -> new Statistics.Ema(listedNumber(v), unbiased(v));
            case "cumulative" -> new Statistics.Cumulative(unbiased(v));
            case "recompute" -> new Statistics.Recompute(listedCount(v), listedNumber(v), unbiased(v));
            case "frozen" -> new Statistics.Frozen();
            default -> throw v.error("no such statistics: " + kind);
        };
        v.expect(")");
        return statistics;
    }

    Estimate estimate() {
        return optional("estimate", Attributes::estimate).orElse(Estimate.MOMENTS);
    }

    private static Estimate estimate(LineScanner v) {
        String kind = v.word();
        v.expect("(");
        Estimate estimate = switch (kind) {
            case "detached" -> new Estimate.Detached();
            case "median" -> new Estimate.Median();
            case "range" -> new Estimate.Range();
            case "ghost" -> new Estimate.Ghost(v.count());
            case "renorm" -> new Estimate.Renorm(listedNumber(v), v.decimal());
            default -> throw v.error("no such estimate: " + kind);
        };
        v.expect(")");
        return estimate;
    }

    private static double listedNumber(LineScanner v) {
        double number = v.decimal();
        v.expect(",");
        return number;
    }

    private static int listedCount(LineScanner v) {
        int count = v.count();
        v.expect(",");
        return count;
    }

    private static boolean unbiased(LineScanner v) {
        boolean unbiased = v.accept("unbiased");
        if (!unbiased) {
            v.expect("biased");
        }
        return unbiased;
    }

    private interface Reading<T> {
        T read(LineScanner value);
    }

    private <T> T required(String key, Reading<T> reading) {
        return optional(key, reading).orElseThrow(() -> line.error("attribute " + key + " is missing"));
    }

    private <T> Optional<T> optional(String key, Reading<T> reading) {
        LineScanner value = values.remove(key);
        if (value == null) {
            return Optional.empty();
        }
        T read = reading.read(value);
        if (!value.atEnd()) {
            throw line.error("attribute " + key + " has more than was expected");
        }
        return Optional.of(read);
    }
}
