package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A graph compiled for the JVM, with its memory. What nobody has written yet is NaN.
record RunningProgram(Program program, Memory memory) {
    static RunningProgram of(Graph graph, VectorWidth width) {
        return of(plan(graph), width);
    }

    static RunningProgram of(Plan plan, VectorWidth width) {
        Program program = JvmBackend.compile(plan, width);
        Memory memory = Memory.allocate(program.info());
        Arrays.fill(memory.state(), Float.NaN);
        Arrays.fill(memory.arena(), Float.NaN);
        return new RunningProgram(program, memory);
    }

    /// The plan of a graph without an open batch.
    static Plan plan(Graph graph) {
        return Lowering.lower("test", graph, 1, layout(graph));
    }

    private static StateLayout layout(Graph graph) {
        List<StateTensor> tensors = new ArrayList<>();
        int offset = 0;
        for (Value parameter : graph.parameters()) {
            List<Integer> sizes = parameter.shape().sizes();
            var tensor = new StateTensor(parameter.name(), sizes, Role.WEIGHT, new Initializer.Constant(0), offset);
            tensors.add(tensor);
            offset += tensor.size();
        }
        return new StateLayout(tensors);
    }

    /// Writes the state and does the work that depends on it alone.
    RunningProgram withState(Map<String, Tensor> state, WorkerPool pool) {
        state.forEach((name, tensor) -> {
            StateTensor place = program.info().state().find(name).orElseThrow();
            write(tensor, memory.state(), place.offset());
        });
        program.prepare(memory, pool);
        return this;
    }

    /// One run.
    RunningProgram run(Map<String, Tensor> inputs, WorkerPool pool) {
        inputs.forEach((name, tensor) ->
                write(tensor, memory.arena(), program.info().input(name).offset()));
        program.run(memory, pool);
        return this;
    }

    Tensor output(String name) {
        Slot slot = program.info().output(name);
        return read(slot.shape(), memory.arena(), slot.offset());
    }

    Tensor parameter(String name) {
        StateTensor place = program.info().state().find(name).orElseThrow();
        return read(place.shape(), memory.state(), place.offset());
    }

    private static void write(Tensor tensor, float[] array, int offset) {
        for (int i = 0; i < tensor.length(); i++) {
            array[offset + i] = (float) tensor.at(i);
        }
    }

    private static Tensor read(List<Integer> shape, float[] array, int offset) {
        return Tensor.generate(new Shape(shape), i -> array[offset + i]);
    }
}
