package dev.bnc.cli;

import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.model.Model;

/// The net as it was trained, every default written out: settings as comments, then the forward graph.
final class NetLock {
    private NetLock() {}

    static String of(NetSource net, Model model) {
        var text = new StringBuilder(
                "// " + net.file() + (model.variant().isEmpty() ? "" : ", variant " + model.variant()) + "\n");
        model.training().ifPresent(t -> {
            text.append("// ").append(t.settings()).append('\n');
            text.append("// ").append(t.recipe()).append('\n');
        });
        model.parameters()
                .forEach(p -> text.append("// ")
                        .append(p.name())
                        .append(": ")
                        .append(p.initializer())
                        .append('\n'));
        return text + GraphPrinter.print(model.graph());
    }
}
