package dev.bnc.compiler.syntax;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;

/// Writes an AST as indented text without spans, so that two trees can be compared and read.
final class AstText {
    private final StringBuilder out = new StringBuilder();

    private AstText() {}

    static String of(NetFile file) {
        AstText text = new AstText();
        text.write("header", file.header(), 0);
        text.write("items", file.items(), 0);
        return text.out.toString();
    }

    private void write(String role, Object value, int depth) {
        switch (value) {
            case SourceSpan _ -> {}
            case SourceFile _ -> {}
            case Optional<?> optional -> optional.ifPresent(inner -> write(role, inner, depth));
            case OptionalInt number -> {
                if (number.isPresent()) {
                    line(role, String.valueOf(number.getAsInt()), depth);
                }
            }
            case Collection<?> list -> {
                for (Object element : list) {
                    write(role, element, depth);
                }
            }
            case Name name -> line(role, name.text(), depth);
            case NamePath path -> line(role, path.toString(), depth);
            case Record node -> {
                line(role, node.getClass().getSimpleName(), depth);
                for (RecordComponent component : node.getClass().getRecordComponents()) {
                    write(component.getName(), component(node, component), depth + 1);
                }
            }
            default -> line(role, value.toString(), depth);
        }
    }

    private void line(String role, String text, int depth) {
        out.append("  ".repeat(depth)).append(role).append(": ").append(text).append('\n');
    }

    static Object component(Record node, RecordComponent component) {
        try {
            return component.getAccessor().invoke(node);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
