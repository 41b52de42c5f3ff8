package dev.bnc.compiler;

import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.train.ProgramSource;
import java.util.HashMap;
import java.util.Map;

/// Compiles a model's programs when they are asked for, each once.
public final class ModelPrograms implements ProgramSource {
    private final Model model;
    private final Backend backend;
    private final Map<Integer, Program> training = new HashMap<>();
    private final Map<Integer, Program> inference = new HashMap<>();
    private final Map<Integer, Program> statistics = new HashMap<>();

    /// Programs of `model`, made by `backend`.
    public ModelPrograms(Model model, Backend backend) {
        this.model = model;
        this.backend = backend;
    }

    @Override
    public Program training(int batch) {
        return training.computeIfAbsent(batch, b -> backend.compile(Compiler.trainingProgram(model, b)));
    }

    @Override
    public Program inference(int batch) {
        return inference.computeIfAbsent(batch, b -> backend.compile(Compiler.inferenceProgram(model, b)));
    }

    @Override
    public Program statistics(int batch) {
        return statistics.computeIfAbsent(batch, b -> backend.compile(Compiler.statisticsProgram(model, b)));
    }

    @Override
    public Map<String, String> deadBiases() {
        return DeadBiases.of(model.graph());
    }

    @Override
    public int smallestBatch() {
        return TrainingStep.smallestBatch(model.graph());
    }
}
