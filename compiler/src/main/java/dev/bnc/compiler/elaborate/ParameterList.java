package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.model.ModelParameter;
import java.util.ArrayList;
import java.util.List;

/// The parameters of the net so far, in the order of its layers.
final class ParameterList {
    private final List<ModelParameter> all = new ArrayList<>();
    private long numbers;

    void add(ModelParameter parameter) {
        all.add(parameter);
        numbers += parameter.size();
    }

    /// How many numbers they hold together.
    long numbers() {
        return numbers;
    }

    int count() {
        return all.size();
    }

    List<ModelParameter> all() {
        return List.copyOf(all);
    }

    /// Names of those from a place on.
    List<String> namesFrom(int first) {
        return all.subList(first, all.size()).stream().map(ModelParameter::name).toList();
    }
}
