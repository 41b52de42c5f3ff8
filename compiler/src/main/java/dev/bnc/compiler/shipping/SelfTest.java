package dev.bnc.compiler.shipping;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Predictor;
import java.util.ArrayList;
import java.util.List;

/// Whether a model still gives the answers that were recorded, on this machine.
///
/// @param largest difference: `|answer - recorded|`, divided by the largest number that was recorded of that output;
///     infinite if an answer is not a number
/// @param output where it is
/// @param example where it is
public record SelfTest(double largest, String output, int example, Goldens goldens) {
    private static final int MOST_AT_ONCE = 8;

    /// Runs the examples.
    public static SelfTest of(TrainedModel model, Goldens goldens, Backend backend, WorkerPool pool) {
        int batch = Math.min(MOST_AT_ONCE, goldens.examples());
        Program program = backend.compile(Compiler.inferenceProgram(model, batch));
        var predictor = new Predictor(
                program, model.inputName(), RecordGoldens.transforms(model), model.state(), pool);
        var examples = new ArrayList<float[]>();
        for (int i = 0; i < goldens.examples(); i++) {
            examples.add(goldens.example(i));
        }
        var worst = new SelfTest(0, goldens.outputs().getFirst().name(), 0, goldens);
        for (int o = 0; o < goldens.outputs().size(); o++) {
            NamedTensor recorded = goldens.outputs().get(o);
            List<float[]> answers = predictor.run(examples, recorded.name());
            for (int i = 0; i < answers.size(); i++) {
                double difference = difference(answers.get(i), goldens.answer(o, i), scale(recorded));
                worst = difference > worst.largest ? new SelfTest(difference, recorded.name(), i, goldens) : worst;
            }
        }
        return worst;
    }

    /// Whether no answer is further off than the tolerance.
    public boolean passed() {
        return largest <= goldens.tolerance();
    }

    private static double difference(float[] answer, float[] recorded, double scale) {
        double largest = 0;
        for (int i = 0; i < answer.length; i++) {
            double apart = Math.abs((double) answer[i] - recorded[i]) / scale;
            largest = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(largest, apart);
        }
        return largest;
    }

    /// The largest number recorded; 1 if all are 0.
    private static double scale(NamedTensor recorded) {
        double largest = 0;
        for (int i = 0; i < recorded.size(); i++) {
            largest = Math.max(largest, Math.abs(recorded.storage()[recorded.offset() + i]));
        }
        return largest == 0 ? 1 : largest;
    }
}
