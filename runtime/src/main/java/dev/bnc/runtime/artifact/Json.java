package dev.bnc.runtime.artifact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A JSON value. Prints as compact JSON; members keep their order, so equal values print equal text.
public sealed interface Json {
    /// An object; names are unique.
    record Obj(SequencedMap<String, Json> members) implements Json {
        public Obj {
            members = new LinkedHashMap<>(members);
        }

        /// An object without members.
        public Obj() {
            this(new LinkedHashMap<>());
        }

        /// This object and one more member, or one replaced.
        public Obj with(String name, Json value) {
            var more = new LinkedHashMap<>(members);
            more.put(name, value);
            return new Obj(more);
        }

        /// This object and one more text.
        public Obj with(String name, String value) {
            return with(name, new Text(value));
        }

        /// This object and one more whole number.
        public Obj with(String name, long value) {
            return with(name, new Num(Long.toString(value)));
        }

        /// This object and one more number; `null` if it is not finite, for which JSON has no spelling.
        public Obj with(String name, double value) {
            return with(name, Json.number(value));
        }

        /// The member of that name.
        public Optional<Json> find(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /// The text member of that name, if there is one.
        public Optional<String> text(String name) {
            return find(name).filter(Text.class::isInstance).map(value -> ((Text) value).value());
        }

        /// The number member of that name, if there is one and it is a whole number.
        public Optional<Long> whole(String name) {
            return find(name).filter(Num.class::isInstance).flatMap(value -> ((Num) value).whole());
        }

        @Override
        public String toString() {
            return print(this);
        }
    }

    /// An array.
    record Arr(List<Json> elements) implements Json {
        public Arr {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return print(this);
        }
    }

    /// A string.
    record Text(String value) implements Json {
        @Override
        public String toString() {
            return print(this);
        }
    }

    /// A number, as it is spelled.
    record Num(String spelling) implements Json {
        /// Its value, if it is whole and fits.
        public Optional<Long> whole() {
            try {
                return Optional.of(Long.parseLong(spelling));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }

        /// Its value, rounded.
        public double value() {
            return Double.parseDouble(spelling);
        }

        @Override
        public String toString() {
            return spelling;
        }
    }

    /// `true` or `false`.
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// `null`.
    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    /// A number that reads back as the same double; `null` if it is not finite.
    static Json number(double value) {
        return Double.isFinite(value) ? new Num(Double.toString(value)) : new Null();
    }

    /// Reads exactly one JSON value: RFC 8259, no duplicate names, at most 64 levels.
    ///
    /// @throws ArtifactException if `text` is anything else; `source` names it in the message
    static Json parse(String text, String source) {
        return new JsonReader(text, source).document();
    }

    private static String print(Json value) {
        var out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(Json value, StringBuilder out) {
        switch (value) {
            case Obj(var members) -> {
                String separator = "{";
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    out.append(separator);
                    quote(member.getKey(), out);
                    out.append(':');
                    print(member.getValue(), out);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
            case Arr(var elements) -> {
                String separator = "[";
                for (Json element : elements) {
                    out.append(separator);
                    print(element, out);
                    separator = ",";
                }
                out.append(elements.isEmpty() ? "[]" : "]");
            }
            case Text(var text) -> quote(text, out);
            case Num _, Bool _, Null _ -> out.append(value);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
