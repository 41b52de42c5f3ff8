package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.Objective;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.runtime.train.Loss;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads `loss = cross_entropy(logits, digit)` and checks that prediction and label fit.
///
/// @param labels the file's labels by name
record Objectives(Graph graph, Map<String, Label> labels) {
    private static final List<Signature> SIGNATURES = Stream.of("cross_entropy", "mse", "binary_cross_entropy")
            .map(Objectives::signature)
            .toList();

    /// What examples are labelled with.
    ///
    /// @param classes how many classes there are, if it is one of some
    record Label(TensorType type, OptionalInt classes) {}

    private static Signature signature(String name) {
        return new Signature("loss", name, List.of("prediction", "label"), 2, List.of());
    }

    Objective read(Given given) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, SIGNATURES);
        Given prediction = call.getValue().required("prediction");
        Given label = call.getValue().required("label");
        List<String> outputs = graph.outputs().stream().map(Output::name).toList();
        String output = named(prediction, "output", outputs);
        String target = named(label, "label", List.copyOf(labels.keySet()));
        Loss loss = switch (call.getKey()) {
            case "mse" -> Loss.MEAN_SQUARED_ERROR;
            case "binary_cross_entropy" -> Loss.BINARY_CROSS_ENTROPY;
            default -> Loss.CROSS_ENTROPY;
        };
        Label wanted = Objects.requireNonNull(labels.get(target));
        check(loss, given, graph.output(output).type(), wanted);
        return new Objective(loss, output, target, wanted.type());
    }

    private static String named(Given given, String what, List<String> known) {
        String word = given.word().orElseThrow(() -> given.expected("the name of a " + what + " of the net"));
        if (!known.contains(word)) {
            throw ElaborationException.of(Unknown.of(what, word, given.span(), known));
        }
        return word;
    }

    private static void check(Loss loss, Given given, TensorType prediction, Label label) {
        if (label.classes().isPresent()) {
            checkClasses(loss, given, prediction, label.classes().getAsInt());
        } else if (loss == Loss.CROSS_ENTROPY) {
            throw mismatch(given, "cross-entropy needs a label of type `class[...]`", "the label is " + label.type());
        } else if (!label.type().shape().equals(prediction.shape())) {
            throw mismatch(given, "prediction and label differ in shape", prediction + " and " + label.type());
        }
    }

    private static void checkClasses(Loss loss, Given given, TensorType prediction, int classes) {
        boolean flat = prediction.shape().rank() == 2;
        int outputs = flat ? prediction.shape().size(1) : 0;
        boolean yesOrNo = loss != Loss.CROSS_ENTROPY && outputs == 1 && classes == 2;
        if (outputs != classes && !yesOrNo) {
            String found = flat ? outputs + " outputs" : "shape " + prediction.shape();
            throw mismatch(
                    given,
                    "the prediction needs one output for each class",
                    "the prediction has " + found + ", the label " + classes + " classes");
        }
    }

    private static ElaborationException mismatch(Given given, String message, String label) {
        return ElaborationException.of(Diagnostic.error(DiagnosticCode.LOSS_DOES_NOT_FIT, given.span(), message)
                .label(label));
    }
}
