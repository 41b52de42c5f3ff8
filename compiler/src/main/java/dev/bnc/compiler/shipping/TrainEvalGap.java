package dev.bnc.compiler.shipping;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Drawing;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Evaluator;
import dev.bnc.runtime.train.Scoring;
import dev.bnc.runtime.train.Validation;
import java.util.List;

/// How a model does on the same examples with its stored statistics, as in use, and with those of each batch, as in training.
/// If the second is clearly better, the stored ones are wrong for this data.
public record TrainEvalGap(Validation stored, Validation batch) {
    /// Measures on whole batches of `data`, in an order drawn by the task's seed: a batch of one class only would have other
    /// statistics than those of training.
    ///
    /// @throws DataException if the data does not fit the model or fills no batch
    public static TrainEvalGap of(TrainedModel model, Task task, Dataset data, Backend backend, WorkerPool pool) {
        Drawing drawing = task.drawing().orElse(new Drawing(32, 0));
        int batch = Math.min(drawing.batch(), data.size());
        Dataset batches = new WholeBatches(data, batch, drawing.seed());
        var scoring = new Scoring(model.inputName(), task.prediction(), task.loss(), List.copyOf(task.transforms()));
        float[] state = model.state();
        Validation stored = new Evaluator(
                        backend.compile(Compiler.inferenceProgram(model, batch)), scoring, batches, state, pool)
                .run();
        Validation ofBatch = new Evaluator(
                        backend.compile(Compiler.batchStatisticsProgram(model, batch)), scoring, batches, state, pool)
                .run();
        return new TrainEvalGap(stored, ofBatch);
    }
}
