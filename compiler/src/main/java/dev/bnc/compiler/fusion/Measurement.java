package dev.bnc.compiler.fusion;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.jvm.JvmBackend;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/// Runs a model before and after fusion on the same examples.
final class Measurement {
    private static final int SEEDS = 10;
    /// Operations that the reference interpreter may take, about a second of them.
    private static final long REFERENCE_PATIENCE = 200_000_000L;

    /// Operations that emitted programs may take, some seconds of them. One example is always run.
    private static final long PROGRAM_PATIENCE = 200_000_000_000L;

    private final TrainedModel before;
    private final TrainedModel after;
    private final PixelScale pixels;

    Measurement(TrainedModel before, TrainedModel after, PixelScale pixels) {
        this.before = before;
        this.after = after;
        this.pixels = pixels;
    }

    /// On as many examples as take a few seconds.
    Agreement agreement() {
        return agreement(Math.clamp(PROGRAM_PATIENCE / operations(), 1, SEEDS));
    }

    /// On that many examples, which for the reference interpreter are fewer if the net is large.
    Agreement agreement(int count) {
        List<Long> seeds = LongStream.rangeClosed(1, count).boxed().toList();
        int exactSeeds = (int) Math.min(count, REFERENCE_PATIENCE / operations());
        List<Tensor> examples = seeds.stream().map(this::example).toList();
        OptionalDouble exact = exactSeeds == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(difference(examples.subList(0, exactSeeds), reference(before), reference(after)));
        try (WorkerPool pool = new ThreadPool(1)) {
            double program = difference(examples, program(before, pool), program(after, pool));
            return new Agreement(seeds, exact, exactSeeds, program);
        }
    }

    private long operations() {
        return Math.max(1, Cost.flops(before.graph()) + Cost.flops(after.graph()));
    }

    private Tensor example(long seed) {
        return ProbeInput.of(seed, before.input().shape().atBatch(1), pixels);
    }

    /// What a model makes of an example; outputs in order.
    private interface Run {
        List<Tensor> outputs(Tensor example);
    }

    private static double difference(List<Tensor> examples, Run one, Run other) {
        double worst = 0;
        for (Tensor example : examples) {
            List<Tensor> expected = one.outputs(example);
            List<Tensor> actual = other.outputs(example);
            for (int i = 0; i < expected.size(); i++) {
                worst = Math.max(worst, Difference.relative(expected.get(i), actual.get(i)));
            }
        }
        return worst;
    }

    private static Run reference(TrainedModel model) {
        Graph graph = model.graph().atBatch(1);
        var state = new HashMap<String, Tensor>();
        for (NamedTensor w : model.weights()) {
            state.put(w.name(), Tensor.generate(new Shape(w.shape()), i -> w.storage()[w.offset() + i]));
        }
        return example -> {
            var result = ReferenceInterpreter.run(graph, Map.of(model.inputName(), example), state);
            return graph.outputs().stream().map(o -> result.output(o.name())).toList();
        };
    }

    private static Run program(TrainedModel model, WorkerPool pool) {
        Graph graph = PassRunner.quiet()
                .run(Pipelines.EVALUATION, model.graph().atBatch(1))
                .graph();
        Program program = JvmBackend.compile(Lowering.lower(model.name(), graph, 1, model.layout()));
        var memory = new Memory(model.state(), new float[program.info().arenaSize()]);
        program.prepare(memory, pool);
        return example -> {
            Slot input = program.info().input(model.inputName());
            for (int i = 0; i < example.length(); i++) {
                memory.arena()[input.offset() + i] = (float) example.at(i);
            }
            program.run(memory, pool);
            return graph.outputs().stream()
                    .map(o -> read(program.info().output(o.name()), memory.arena()))
                    .toList();
        };
    }

    private static Tensor read(Slot slot, float[] arena) {
        return Tensor.generate(new Shape(slot.shape()), i -> arena[slot.offset() + i]);
    }
}
