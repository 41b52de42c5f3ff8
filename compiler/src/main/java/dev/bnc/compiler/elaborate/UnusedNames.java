package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.model.Probe;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.Parameter;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.compiler.syntax.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reports what nothing reads: parameters (an error: something was forgotten), names and layers (a warning).
final class UnusedNames {
    private final NetFile file;
    private final Problems problems;
    private final List<SourceSpan> unreadBindings = new ArrayList<>();

    UnusedNames(NetFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    void check() {
        for (Item.Block block : file.items(Item.Block.class)) {
            parameters(block.parameters(), NamesRead.in(block), "block `" + block.name() + "`");
            bindings(block.body().statements(), NamesRead.in(block));
        }
        Set<String> read = NamesRead.in(file);
        file.header().ifPresent(header -> parameters(header.parameters(), read, "the net"));
        bindings(file.items(Statement.class), read);
        if (!file.items(Item.Input.class).isEmpty()) {
            blocks(read);
        }
    }

    private void parameters(List<Parameter> parameters, Set<String> read, String owner) {
        for (Parameter parameter : parameters) {
            if (isUnread(parameter.name(), read)) {
                problems.add(Diagnostic.error(
                                DiagnosticCode.UNUSED_PARAMETER,
                                parameter.name().span(),
                                "parameter `" + parameter.name() + "` of " + owner + " is never read")
                        .help("use it, or take it away"));
            }
        }
    }

    private boolean isUnread(Name name, Set<String> read) {
        return !read.contains(name.text()) && !file.lostNames().contains(name.text());
    }

    private void bindings(List<? extends Statement> statements, Set<String> read) {
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Let let when isUnread(let.name(), read) -> unused(let.name(), "never read");
                case Statement.Binding binding
                when isUnread(binding.name(), read) && !leaves(binding.value()) -> {
                    unused(binding.name(), "never read");
                    unreadBindings.add(binding.span());
                }
                case Statement.Let _, Statement.Binding _, Pipeline _ -> {}
            }
        }
    }

    private static boolean leaves(Pipeline pipeline) {
        return pipeline.stages().stream().anyMatch(Stage.Output.class::isInstance);
    }

    private void blocks(Set<String> read) {
        for (Item.Block block : file.items(Item.Block.class)) {
            if (isUnread(block.name(), read) && !ReservedNames.isLayer(block.name())) {
                unused(block.name(), "never used");
            }
        }
    }

    private void unused(Name name, String how) {
        problems.add(Diagnostic.warning(DiagnosticCode.UNUSED, name.span(), "`" + name + "` is " + how));
    }

    /// Warns of layers whose result reaches no output and no probe, once per chain: at its last layer.
    void layers(Graph graph, List<BuiltLayer> layers, List<Probe> probes) {
        Set<Value> live = live(graph, probes);
        Set<Value> read = new HashSet<>();
        graph.nodes().forEach(n -> read.addAll(n.inputs()));
        for (BuiltLayer layer : layers) {
            Value result = layer.out().value();
            boolean last = !live.contains(result) && !read.contains(result);
            if (last && !inUnreadBinding(layer)) {
                problems.add(Diagnostic.warning(
                                DiagnosticCode.UNUSED,
                                layer.span(),
                                "`" + layer.layer().name() + "` has no effect")
                        .label("its result reaches no output")
                        .help("end the pipeline with `-> output NAME`, name its result, or take it away"));
            }
        }
    }

    private static Set<Value> live(Graph graph, List<Probe> probes) {
        Set<Value> live = new HashSet<>();
        graph.outputs().forEach(o -> live.add(o.value()));
        probes.forEach(p -> live.add(p.value()));
        for (Node node : graph.nodes().reversed()) {
            if (live.contains(node.result())) {
                live.addAll(node.inputs());
            }
        }
        return live;
    }

    /// Then the name has been reported.
    private boolean inUnreadBinding(BuiltLayer layer) {
        return unreadBindings.stream()
                .anyMatch(b -> b.file().equals(layer.span().file())
                        && b.start() <= layer.span().start()
                        && layer.span().end() <= b.end());
    }
}
