package dev.bnc.cli;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Settings as people read them: `cosine(over = 10 epochs, floor = 0.0)`. Whatever a record has is written out, so that
/// nothing is forgotten when it gets another component.
final class RecordText {
    private RecordText() {}

    /// One value, its components in parentheses.
    static String of(Object value) {
        return switch (value) {
            case Optional<?> o -> o.map(RecordText::of).orElse("none");
            case OptionalInt o -> o.isPresent() ? Integer.toString(o.getAsInt()) : "none";
            case OptionalDouble o -> o.isPresent() ? Double.toString(o.getAsDouble()) : "none";
            case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
            case Collection<?> c -> c.stream().map(RecordText::of).sorted().collect(Collectors.joining(", ", "[", "]"));
            case Record r when !hasOwnText(r) -> call(r);
            default -> value.toString();
        };
    }

    /// A record's components, a line each.
    static String lines(Record record, String indent) {
        int width = Arrays.stream(record.getClass().getRecordComponents())
                .mapToInt(c -> words(c.getName()).length())
                .max()
                .orElse(0);
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(c -> {
                    String name = words(c.getName());
                    return indent + name + " ".repeat(width - name.length()) + "  " + of(read(record, c)) + "\n";
                })
                .collect(Collectors.joining());
    }

    private static String call(Record record) {
        String name = words(record.getClass().getSimpleName());
        String components = Arrays.stream(record.getClass().getRecordComponents())
                .map(c -> words(c.getName()) + " = " + of(read(record, c)))
                .collect(Collectors.joining(", ", "(", ")"));
        return name + (components.equals("()") ? "" : components);
    }

    // learningRate as learning_rate
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    // The text that every record has starts with its name and a bracket.
    private static boolean hasOwnText(Record record) {
        return !record.toString().startsWith(record.getClass().getSimpleName() + "[");
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component + " of " + record, e);
        }
    }
}
