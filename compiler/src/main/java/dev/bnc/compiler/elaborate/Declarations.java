package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.TypeRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the declarations of a file: `input image: f32[1, 28, 28]` and `label digit: class[10]`.
final class Declarations {
    private static final int MOST_SIZES = 3;

    private final NetFile file;
    private final Problems problems;
    private final Scope top;

    Declarations(NetFile file, Problems problems, Scope top) {
        this.file = file;
        this.problems = problems;
        this.top = top;
    }

    /// The net's input.
    ///
    /// @param example sizes of one example
    record Input(Name name, List<Integer> example) {}

    /// The input; it is appended to the graph and bound. Empty if there is none, or it is in error.
    Optional<Input> input(GraphBuilder graph) {
        List<Item.Input> inputs = file.items(Item.Input.class);
        if (inputs.isEmpty()) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.NO_INPUT,
                            file.header().map(h -> h.name().span()).orElse(file.span().before()),
                            "the net has no input")
                    .help("declare one: `input image: f32[1, 28, 28]`"));
            return Optional.empty();
        }
        Item.Input first = inputs.getFirst();
        for (Item.Input another : inputs.subList(1, inputs.size())) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.DEFINED_TWICE, another.name().span(), "a net has one input")
                    .secondary(first.name().span(), "the other one"));
            top.bind(another.name(), new Scope.Broken(another.name()));
        }
        Optional<Input> input = problems.attempt(() -> input(first, graph));
        if (input.isEmpty() && top.own(first.name().text()).isEmpty()) {
            top.bind(first.name(), new Scope.Flowing(first.name(), Optional.empty()));
        }
        return input;
    }

    private Input input(Item.Input item, GraphBuilder graph) {
        ReservedNames.checkInput(item.name());
        List<Integer> sizes = sizes(item.type());
        Value value = graph.input(item.name().text(), TensorType.f32(Shape.batchOf(sizes)));
        Flow flow = ShapeLayers.declared(sizes);
        Value kept = flow.line() ? graph.add(new Reshape(flow.shape()), value) : value;
        top.define(item.name(), new Scope.Flowing(item.name(), Optional.of(new Flow(kept, flow.line()))));
        return new Input(item.name(), sizes);
    }

    /// The labels by name.
    Map<String, Objectives.Label> labels() {
        var labels = new LinkedHashMap<String, Objectives.Label>();
        for (Item.Label item : file.items(Item.Label.class)) {
            problems.attempt(() -> {
                refuseTwice(item, labels);
                ReservedNames.checkInput(item.name());
                labels.put(item.name().text(), label(item));
            });
        }
        return labels;
    }

    private void refuseTwice(Item.Label item, Map<String, Objectives.Label> labels) {
        Name name = item.name();
        Optional<Name> before = file.items(Item.Input.class).stream()
                .map(Item.Input::name)
                .filter(n -> n.text().equals(name.text()))
                .findFirst()
                .or(() -> Optional.ofNullable(labels.get(name.text())).map(Objectives.Label::name));
        if (before.isPresent()) {
            throw ElaborationException.of(
                    Diagnostic.error(DiagnosticCode.DEFINED_TWICE, name.span(), "`" + name + "` is defined twice")
                            .secondary(before.get().span(), "first here"));
        }
    }

    private Objectives.Label label(Item.Label item) {
        TypeRef type = item.type();
        if (type.name().text().equals("class")) {
            int count = classes(type);
            return new Objectives.Label(
                    item.name(),
                    new TensorType(ElementType.I32, Shape.of(Shape.BATCH)),
                    OptionalInt.of(count));
        }
        if (!type.name().text().equals("f32")) {
            throw unknownType(type, "a label", List.of("class", "f32"));
        }
        return new Objectives.Label(
                item.name(), TensorType.f32(Shape.batchOf(sizes(type))), OptionalInt.empty());
    }

    private int classes(TypeRef type) {
        if (type.dims().size() != 1) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_RANK, type.span(), "`class` takes the number of classes")
                    .help("write it in brackets: `class[10]`"));
        }
        int count = Given.of(type.dims().getFirst(), top).whole(1);
        Limits.checkValue(List.of(count), type.span());
        return count;
    }

    /// Sizes of one example; `N` may stand for the batch.
    private List<Integer> sizes(TypeRef type) {
        if (!type.name().text().equals("f32")) {
            throw unknownType(type, "this", List.of("f32"));
        }
        List<Given> dims =
                type.dims().stream().map(d -> Given.of(d, top)).toList();
        if (!dims.isEmpty() && dims.getFirst().word().filter("N"::equals).isPresent()) {
            dims = dims.subList(1, dims.size());
        }
        if (dims.isEmpty() || dims.size() > MOST_SIZES) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_RANK, type.span(), "an example has one to three sizes")
                    .label("here are " + dims.size())
                    .help("write `f32[features]`, `f32[channels, length]` or `f32[channels, height, width]`"));
        }
        List<Integer> sizes = dims.stream().map(d -> d.whole(1)).toList();
        Limits.checkValue(sizes, type.span());
        return sizes;
    }

    private static ElaborationException unknownType(TypeRef type, String what, List<String> known) {
        return ElaborationException.of(Unknown.suggest(
                        Diagnostic.error(
                                DiagnosticCode.UNKNOWN_NAME,
                                type.name().span(),
                                what + " cannot be of type `" + type.name() + "`"),
                        type.name().text(),
                        known)
                .note("it can be " + String.join(" or ", known)));
    }
}
