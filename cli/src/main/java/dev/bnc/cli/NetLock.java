package dev.bnc.cli;

import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.model.Training;
import dev.bnc.runtime.train.TrainSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The net as it was trained, every default written out, for people to read: settings, layers, how each parameter
/// started, the forward graph.
final class NetLock {
    private static final String INDENT = "  ";
    private static final String SCHEDULE = "schedule ";

    private NetLock() {}

    /// @param settings those of the net, changed by options
    static String of(Path file, Model model, TrainSettings settings) {
        var text = new StringBuilder();
        text.append("// ").append(file);
        if (!model.variant().isEmpty()) {
            text.append(", variant ").append(model.variant());
        }
        text.append(", with every default written out\n\n");
        text.append("train\n").append(RecordText.lines(settings, INDENT));
        model.training().map(Training::recipe).ifPresent(recipe -> text.append("\nstep\n")
                .append(RecordText.lines(recipe, INDENT)));
        text.append("\nlayers\n").append(LayerTable.of(model));
        text.append("\nparameters\n").append(parameters(model));
        text.append("\ngraph\n").append(GraphPrinter.print(model.graph()).indent(INDENT.length()));
        return text.toString();
    }

    /// What the text says of the schedule of the learning rate.
    static String schedule(String lock) {
        return lock.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(SCHEDULE))
                .findFirst()
                .map(line -> line.substring(SCHEDULE.length()).strip())
                .orElse("");
    }

    private static String parameters(Model model) {
        var rows = new ArrayList<List<String>>();
        for (ModelParameter parameter : model.parameters()) {
            rows.add(List.of(
                    parameter.name(),
                    parameter.value().shape().toString(),
                    parameter.role().name().toLowerCase(Locale.ROOT),
                    RecordText.of(parameter.initializer())));
        }
        return TextTable.of(rows, 4);
    }
}
