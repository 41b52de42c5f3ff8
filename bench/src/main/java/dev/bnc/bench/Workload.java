package dev.bnc.bench;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Value;

/// A net, its weights and a batch of examples: what all engines get alike.
///
/// @param name of the net, as in tables
/// @param model forward graph and weights as they are run
/// @param flopsPerExample as the literature counts them: two for each multiply-add of dense and convolutional layers
/// @param input the examples one after the other, each channels first
public record Workload(String name, TrainedModel model, int batch, long flopsPerExample, float[] input) {
    /// A net as it is.
    static Workload of(String name, TrainedModel model, int batch, float[] input) {
        return new Workload(name, model, batch, Cost.flops(model.graph()), input);
    }

    /// The same for another form of the same net.
    Workload with(TrainedModel other) {
        return new Workload(name, other, batch, flopsPerExample, input);
    }

    /// The forward graph of the batch.
    public Graph graph() {
        return model.graph().atBatch(batch);
    }

    /// The output that engines are compared by.
    public Value output() {
        return graph().outputs().getFirst().value();
    }

    /// Operations of one run.
    public double flops() {
        return (double) batch * flopsPerExample;
    }
}
