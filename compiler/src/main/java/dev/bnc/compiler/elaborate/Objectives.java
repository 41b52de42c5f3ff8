package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.runtime.train.Loss;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Reads `loss = cross_entropy(logits, digit)` and checks that prediction and label fit.
///
/// @param labels the file's labels by name
/// @param declared names of outputs and labels that are written somewhere, even where they are in error
record Objectives(Graph graph, Map<String, Label> labels, Set<String> declared, Problems problems) {
    static final List<Signature> SIGNATURES = Stream.of("cross_entropy", "mse", "binary_cross_entropy")
            .map(Objectives::signature)
            .toList();

    /// What examples are labelled with.
    ///
    /// @param classes how many classes there are, if it is one of some
    record Label(Name name, TensorType type, OptionalInt classes) {}

    private static Signature signature(String name) {
        List<String> options = name.equals("cross_entropy") ? List.of("smoothing") : List.of();
        return new Signature("loss", name, List.of("prediction", "label"), 2, options);
    }

    Objective read(Given given) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, SIGNATURES);
        Given prediction = call.getValue().required("prediction");
        Given label = call.getValue().required("label");
        List<String> outputs = graph.outputs().stream().map(Output::name).toList();
        String output = named(prediction, "output", "an output", outputs);
        String target = named(label, "label", "a label", List.copyOf(labels.keySet()));
        Loss loss = switch (call.getKey()) {
            case "mse" -> Loss.MEAN_SQUARED_ERROR;
            case "binary_cross_entropy" -> Loss.BINARY_CROSS_ENTROPY;
            default -> Loss.CROSS_ENTROPY;
        };
        Label targets = Objects.requireNonNull(labels.get(target));
        check(loss, given, graph.output(output).type(), targets);
        warnOfActivation(loss, prediction, graph.output(output));
        double smoothing =
                call.getValue().find("smoothing").map(s -> s.realIn(0, 1)).orElse(0.0);
        return new Objective(loss, output, target, targets.type(), smoothing);
    }

    /// The losses apply softmax or sigmoid themselves, exactly and without overflow.
    private void warnOfActivation(Loss loss, Given prediction, Value output) {
        Node producer = graph.producers().get(output);
        Optional<String> twice = switch (producer == null ? null : producer.op()) {
            case Softmax _ when loss == Loss.CROSS_ENTROPY -> Optional.of("softmax");
            case Sigmoid _ when loss == Loss.BINARY_CROSS_ENTROPY -> Optional.of("sigmoid");
            case null, default -> Optional.empty();
        };
        twice.ifPresent(activation -> problems.add(Diagnostic.warning(
                        DiagnosticCode.ACTIVATION_TWICE,
                        prediction.value(),
                        "this loss applies " + activation + " itself, and `" + prediction.datum().text()
                                + "` comes out of one")
                .label(activation + " twice makes gradients small and training slow")
                .help("make an output of what flows into the " + activation + ", and use that here")));
    }

    private String named(Given given, String what, String oneOf, List<String> known) {
        String word = given.word().orElseThrow(() -> given.expected("the name of " + oneOf));
        if (known.contains(word)) {
            return word;
        }
        throw declared.contains(word)
                ? ElaborationException.consequence()
                : ElaborationException.of(Unknown.of(what, word, given.value(), known));
    }

    private static void check(Loss loss, Given given, TensorType prediction, Label label) {
        if (label.classes().isPresent()) {
            checkClasses(loss, given, prediction, label);
        } else if (loss == Loss.CROSS_ENTROPY) {
            throw mismatch(given, "cross-entropy needs a label of type `class[...]`", "", label);
        } else if (!label.type().shape().equals(prediction.shape())) {
            throw mismatch(given, "prediction and label differ in shape", example(prediction), label);
        }
    }

    private static void checkClasses(Loss loss, Given given, TensorType prediction, Label label) {
        int classes = label.classes().orElseThrow();
        boolean flat = prediction.shape().rank() == 2;
        int outputs = flat ? prediction.shape().size(1) : 0;
        boolean yesOrNo = loss != Loss.CROSS_ENTROPY && outputs == 1 && classes == 2;
        if (outputs != classes && !yesOrNo) {
            throw mismatch(
                    given, "the prediction needs one number for each class", example(prediction), label);
        }
    }

    private static String example(TensorType prediction) {
        List<Integer> sizes = prediction.shape().sizes();
        return "the prediction is " + Flow.text(sizes.subList(1, sizes.size()));
    }

    private static ElaborationException mismatch(Given given, String message, String found, Label label) {
        List<Integer> sizes = label.type().shape().sizes();
        String target = label.classes().isPresent()
                ? "the label is one of " + label.classes().getAsInt() + " classes"
                : "the label is " + Flow.text(sizes.subList(1, sizes.size()));
        return ElaborationException.of(Diagnostic.error(DiagnosticCode.LOSS_DOES_NOT_FIT, given.value(), message)
                .label(found)
                .secondary(label.name().span(), target));
    }
}
