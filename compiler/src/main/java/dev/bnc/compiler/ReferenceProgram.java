package dev.bnc.compiler;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.Update;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.program.WorkerPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A graph run by the [ReferenceInterpreter]. Numbers are rounded to float only where they leave a run: outputs, and
/// the state that the next run starts from.
record ReferenceProgram(Graph graph, ProgramInfo info) implements Program {
    static ReferenceProgram of(ProgramGraph source) {
        Graph graph = source.graph();
        int end = 0;
        var inputs = new ArrayList<Slot>();
        for (var node : graph.nodes()) {
            if (node.op() instanceof Input(String name)) {
                inputs.add(new Slot(name, node.result().shape().sizes(), end));
                end += inputs.getLast().size();
            }
        }
        var outputs = new ArrayList<Slot>();
        for (Output output : graph.outputs()) {
            outputs.add(new Slot(output.name(), output.value().shape().sizes(), end));
            end += outputs.getLast().size();
        }
        return new ReferenceProgram(
                graph, new ProgramInfo(source.name(), source.batch(), inputs, outputs, source.state(), end));
    }

    @Override
    public void prepare(Memory memory, WorkerPool pool) {}

    @Override
    public void run(Memory memory, WorkerPool pool) {
        var inputs = new HashMap<String, Tensor>();
        for (Slot slot : info.inputs()) {
            inputs.put(slot.name(), tensor(slot.shape(), memory.arena(), slot.offset()));
        }
        ReferenceInterpreter.Result result = ReferenceInterpreter.run(graph, inputs, state(memory.state()));
        for (Slot slot : info.outputs()) {
            store(result.output(slot.name()), memory.arena(), slot.offset());
        }
        for (Update update : graph.updates()) {
            String name = update.parameter().name();
            store(result.parameter(name), memory.state(), place(name).offset());
        }
    }

    private Map<String, Tensor> state(float[] state) {
        var tensors = new HashMap<String, Tensor>();
        for (var parameter : graph.parameters()) {
            StateTensor place = place(parameter.name());
            tensors.put(parameter.name(), tensor(place.shape(), state, place.offset()));
        }
        return tensors;
    }

    private StateTensor place(String parameter) {
        return info.state()
                .find(parameter)
                .orElseThrow(() -> new IllegalStateException("the state of " + info.name() + " has no " + parameter));
    }

    private static Tensor tensor(List<Integer> sizes, float[] from, int offset) {
        return Tensor.generate(new Shape(sizes), i -> from[offset + i]);
    }

    private static void store(Tensor tensor, float[] into, int offset) {
        for (int i = 0; i < tensor.length(); i++) {
            into[offset + i] = (float) tensor.at(i);
        }
    }
}
