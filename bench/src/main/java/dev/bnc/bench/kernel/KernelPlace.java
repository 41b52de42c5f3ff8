package dev.bnc.bench.kernel;

import dev.bnc.bench.BenchNet;
import dev.bnc.bench.SeededModel;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import java.nio.file.Path;

/// Where a kernel is used: a step of the plan of a net. JMH passes it on to a JVM of its own as text.
///
/// @param training whether of the training step
record KernelPlace(String net, int batch, boolean training, int step) {
    private static final long SEED = 7;
    private static final String TRAINING = "training";
    private static final String INFERENCE = "inference";

    /// Reads what [#toString] writes.
    static KernelPlace parse(String text) {
        String[] parts = text.split(" ", -1);
        return new KernelPlace(
                parts[0], Integer.parseInt(parts[1]), parts[2].equals(TRAINING), Integer.parseInt(parts[3]));
    }

    @Override
    public String toString() {
        return net + " " + batch + " " + (training ? TRAINING : INFERENCE) + " " + step;
    }

    /// The plan the step is in.
    static Plan plan(BenchNet net, int batch, boolean training, Path examples) {
        Model model = net.model(examples);
        return training
                ? Compiler.trainingProgram(model, batch).plan()
                : Compiler.inferenceProgram(
                                Compiler.fuse(new SeededModel(SEED).of(model)).model(), batch)
                        .plan();
    }

    /// The plan that does this step alone.
    Plan alone(Path examples) {
        Plan plan = plan(BenchNet.named(net), batch, training, examples);
        Step wanted = plan.steps().get(step);
        return plan.only(wanted);
    }
}
