package dev.bnc.bench.engine;

import dev.bnc.compiler.Backend;
import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.ProgramGraph;
import dev.bnc.compiler.autodiff.TrainingStep;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.InitialState;
import dev.bnc.runtime.train.StepScalars;
import dev.bnc.runtime.train.TrainSettings;

/// Training steps in bnc.
public final class BncTraining implements Contender {
    private final TrainingTask task;
    private final Program program;
    private final Memory memory;
    private final WorkerPool pool;
    private final float[] losses = new float[TrainingTask.COMPARED];

    /// Compiles the training step, and takes the first ones.
    public BncTraining(TrainingTask task, int threads) {
        this.task = task;
        ProgramGraph source = Compiler.trainingProgram(task.model(), task.batch());
        program = Backend.jvm().compile(source);
        memory = new Memory(
                InitialState.of(source.state(), 0), new float[program.info().arenaSize()]);
        pool = new ThreadPool(threads);
        for (NamedTensor weight : task.start().weights()) {
            StateTensor place = source.state()
                    .find(weight.name())
                    .orElseThrow(() -> new IllegalStateException("no place for " + weight.name()));
            System.arraycopy(weight.storage(), weight.offset(), memory.state(), place.offset(), weight.size());
        }
        takeFirstSteps();
    }

    private void takeFirstSteps() {
        TrainSettings settings = task.training().settings();
        program.prepare(memory, pool);
        put(settings.input(), task.input());
        Slot labels = program.info().input(settings.target());
        for (int i = 0; i < task.labels().length; i++) {
            memory.arena()[labels.offset() + i] = task.labels()[i];
        }
        Slot loss = program.info().output(TrainingStep.LOSS);
        for (int step = 0; step < losses.length; step++) {
            set(StepScalars.STEP, step);
            set(StepScalars.LR, (float) settings.learningRate());
            program.run(memory, pool);
            losses[step] = memory.arena()[loss.offset()];
        }
        set(StepScalars.LR, 0);
    }

    private void put(String name, float[] values) {
        System.arraycopy(values, 0, memory.arena(), program.info().input(name).offset(), values.length);
    }

    private void set(StepScalars scalar, float value) {
        program.info().inputs().stream()
                .filter(slot -> slot.name().equals(scalar.input()))
                .forEach(slot -> memory.arena()[slot.offset()] = value);
    }

    @Override
    public String remark() {
        return "";
    }

    @Override
    public void run() {
        program.run(memory, pool);
    }

    /// The losses of the first steps.
    @Override
    public float[] answer() {
        return losses.clone();
    }

    @Override
    public void close() {
        pool.close();
    }
}
