package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Statistics;
import dev.bnc.compiler.graph.op.Tracking;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.runtime.train.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the sections that say how the net is trained, and checks that they fit it.
final class Sections {
    private final NetFile file;
    private final Problems problems;
    private final Overrides overrides;
    private final Scope top;
    private final Optional<Span> length;

    /// @param length how long is trained, if the caller says so
    Sections(NetFile file, Problems problems, Overrides overrides, Scope top, Optional<Span> length) {
        this.length = length;
        this.file = file;
        this.problems = problems;
        this.overrides = overrides;
        this.top = top;
    }

    /// The one section of its kind; others are reported.
    static <T extends Item> Optional<T> single(List<T> sections, String kind, Problems problems) {
        for (T again : sections.subList(Math.min(1, sections.size()), sections.size())) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE, again.span(), "there is another `" + kind + "` section")
                    .secondary(sections.getFirst().span(), "the first one"));
        }
        return sections.stream().findFirst();
    }

    /// How the net is trained; empty if nothing is said about it, or there are errors.
    Optional<Training> training(
            String name,
            Optional<Declarations.Input> input,
            Map<String, Objectives.Label> labels,
            Graph graph,
            LayerAssembly assembly) {
        Optional<Item.Data> dataItem = single(file.items(Item.Data.class), "data", problems);
        Optional<Item.Train> train = single(file.items(Item.Train.class), "train", problems);
        Optional<DataSection.Read> data =
                dataItem.flatMap(d -> problems.attempt(() -> new DataSection(problems, overrides, top).read(d)));
        data.ifPresent(d -> input.ifPresent(i -> DataChecks.check(d, i, graph, assembly.built(), problems)));
        if (train.isEmpty()) {
            return Optional.empty();
        }
        if (dataItem.isEmpty()) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.NO_DATA, train.get().span().before(), "the net is trained but has no data")
                    .help("add a data section: `data mnist { batch = 60 }`"));
        }
        var objectives = new Objectives(graph, labels, declaredNames(), problems);
        var reader = new TrainSection(
                problems, objectives, new DecayReader(assembly.parameters().all(), problems), length);
        Optional<TrainSection.Read> read = problems.attempt(() -> reader.read(train.get(), overrides.train(), top));
        if (read.isEmpty() || data.isEmpty() || input.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(read.get().training(name, input.get().name().text(), data.get(), recomputeBatches(graph)));
    }

    /// Names of outputs and labels that are written somewhere, even where they are in error.
    private Set<String> declaredNames() {
        Set<String> names = new HashSet<>(file.lostNames());
        file.items(Item.Label.class).forEach(l -> names.add(l.name().text()));
        StageWalk.overAll(file, stage -> {
            if (stage instanceof Stage.Output output) {
                names.add(output.name().text());
            }
        });
        return names;
    }

    /// How many batches the population statistics are made anew over: the most that any batch norm asks for.
    private static OptionalInt recomputeBatches(Graph graph) {
        return graph.nodes().stream()
                .map(Node::op)
                .filter(Tracking.class::isInstance)
                .map(op -> ((Tracking) op).statistics())
                .filter(Statistics.Recompute.class::isInstance)
                .mapToInt(s -> ((Statistics.Recompute) s).batches())
                .map(batches -> batches == 0 ? Integer.MAX_VALUE : batches)
                .max();
    }
}
