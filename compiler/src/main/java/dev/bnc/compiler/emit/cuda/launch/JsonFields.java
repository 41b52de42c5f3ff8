package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Members of JSON objects of a launch plan, each of the type that is asked for.
///
/// @param file the plan, as the user named it
record JsonFields(Json.Obj object, String file) {
    /// @throws ArtifactException if `value` is no object
    static JsonFields of(Json value, String name, String file) {
        if (value instanceof Json.Obj object) {
            return new JsonFields(object, file);
        }
        throw broken(name, file);
    }

    JsonFields member(String name) {
        return of(value(name), name, file);
    }

    boolean has(String name) {
        return object.find(name).isPresent();
    }

    String text(String name) {
        return object.text(name).orElseThrow(() -> broken(name));
    }

    Optional<String> maybe(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long whole(String name) {
        return object.whole(name).orElseThrow(() -> broken(name));
    }

    int count(String name) {
        return number(value(name), name);
    }

    double real(String name) {
        if (value(name) instanceof Json.Num number && Double.isFinite(number.value())) {
            return number.value();
        }
        throw broken(name);
    }

    <E extends Enum<E>> E word(String name, E[] values) {
        String wanted = text(name);
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return value;
            }
        }
        throw broken(name);
    }

    /// Whole numbers that are ints.
    List<Integer> counts(String name) {
        return array(name).stream().map(n -> number(n, name)).toList();
    }

    /// As many ints.
    List<Integer> counts(String name, int size) {
        List<Integer> counts = counts(name);
        if (counts.size() != size) {
            throw broken(name);
        }
        return counts;
    }

    /// Whole numbers.
    List<Long> wholes(String name) {
        return array(name).stream().map(n -> wide(n, name)).toList();
    }

    /// Lists of as many whole numbers.
    List<List<Long>> lists(String name, int size) {
        return array(name).stream()
                .map(list -> elements(list, name).stream().map(n -> wide(n, name)).toList())
                .peek(list -> require(list.size() == size, name))
                .toList();
    }

    List<String> texts(String name) {
        return array(name).stream().map(n -> text(n, name)).toList();
    }

    /// Objects, each made into something.
    <T> List<T> each(String name, Function<JsonFields, T> made) {
        return array(name).stream().map(e -> made.apply(of(e, name, file))).toList();
    }

    private int number(Json value, String name) {
        if (value instanceof Json.Num number) {
            Optional<Long> whole = number.whole().filter(n -> n == n.intValue());
            if (whole.isPresent()) {
                return whole.get().intValue();
            }
        }
        throw broken(name);
    }

    private Json value(String name) {
        return object.find(name).orElseThrow(() -> broken(name));
    }

    private long wide(Json value, String name) {
        if (value instanceof Json.Num number) {
            return number.whole().orElseThrow(() -> broken(name));
        }
        throw broken(name);
    }

    private String text(Json value, String name) {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw broken(name);
    }

    private List<Json> array(String name) {
        return elements(value(name), name);
    }

    private List<Json> elements(Json value, String name) {
        if (value instanceof Json.Arr(List<Json> elements)) {
            return elements;
        }
        throw broken(name);
    }

    private void require(boolean holds, String name) {
        if (!holds) {
            throw broken(name);
        }
    }

    ArtifactException broken(String name) {
        return broken(name, file);
    }

    private static ArtifactException broken(String name, String file) {
        return new ArtifactException(new ArtifactException.Fault(
                ArtifactException.Kind.IMPOSSIBLE,
                file,
                "",
                "the launch plan has no usable \"" + name + "\"",
                "make it again: `bnc compile ... --target cuda`"));
    }
}
