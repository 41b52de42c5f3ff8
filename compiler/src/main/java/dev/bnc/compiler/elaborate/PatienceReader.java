package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.train.Loss;
import dev.bnc.runtime.train.Patience;
import java.util.List;
import java.util.Map;

/// Reads how long a measure may stand still: `plateau(5 epochs)` of `stop`, and what `plateau(by = 0.1, patience = 5
/// epochs)` of `schedule` says of it.
///
/// @param measured what the net is trained for; accuracy is watched where its answers are right or wrong
record PatienceReader(Loss measured) {
    static final List<String> OPTIONS = List.of("watch", "least");

    private static final List<Signature> ENDS =
            List.of(new Signature("way to stop", "plateau", List.of("patience"), 1, OPTIONS));

    /// `plateau(5 epochs, watch = loss)` where training is to end.
    Patience end(Given given) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, ENDS);
        return read(call.getValue());
    }

    Patience read(Arguments arguments) {
        return new Patience(
                arguments.find("watch").map(this::measure).orElse(usual()),
                Spans.span(arguments.required("patience")),
                arguments.find("least").map(g -> g.realIn(0, Double.POSITIVE_INFINITY)).orElse(0.0));
    }

    private Patience.Measure usual() {
        return measured == Loss.MEAN_SQUARED_ERROR ? Patience.Measure.LOSS : Patience.Measure.ACCURACY;
    }

    private Patience.Measure measure(Given given) {
        if (given.wordOf(List.of("accuracy", "loss")).equals("loss")) {
            return Patience.Measure.LOSS;
        }
        if (measured == Loss.MEAN_SQUARED_ERROR) {
            throw given.outOfRange("squared error has no right answers to count, so only `loss` can be watched");
        }
        return Patience.Measure.ACCURACY;
    }
}
