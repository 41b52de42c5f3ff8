package dev.bnc.cli;

import dev.bnc.compiler.model.Layer;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A net's layers as a table: name, kind, shape of one example, trained parameters.
final class LayerTable {
    private LayerTable() {}

    static String of(Model model) {
        Map<String, ModelParameter> parameters =
                model.parameters().stream().collect(Collectors.toMap(ModelParameter::name, p -> p));
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("layer", "kind", "output", "params"));
        for (Layer layer : model.layers()) {
            if (!layer.block()) {
                rows.add(List.of(layer.name(), layer.kind(), shape(layer.example()), count(layer, parameters)));
            }
        }
        return TextTable.of(rows, 3);
    }

    private static String shape(List<Integer> example) {
        return example.stream().map(Object::toString).collect(Collectors.joining("x"));
    }

    private static String count(Layer layer, Map<String, ModelParameter> parameters) {
        long trained = layer.parameters().stream()
                .map(parameters::get)
                .filter(p -> p.role().trainable())
                .mapToLong(ModelParameter::size)
                .sum();
        return trained == 0 ? "" : String.format(Locale.ROOT, "%,d", trained);
    }
}
