package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.ShapeInference;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Update;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.Whitening;
import dev.bnc.compiler.graph.op.AvgPool;
import dev.bnc.compiler.graph.op.AvgPoolGradient;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.BatchNormInputGradient;
import dev.bnc.compiler.graph.op.BatchNormScaleGradient;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.BatchQuantile;
import dev.bnc.compiler.graph.op.BatchQuantileGradient;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.BiasAdd;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Broadcast;
import dev.bnc.compiler.graph.op.BroadcastSpatial;
import dev.bnc.compiler.graph.op.ChannelScale;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.graph.op.Constant;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Conv2dInputGradient;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.ConvTranspose2d;
import dev.bnc.compiler.graph.op.Crop;
import dev.bnc.compiler.graph.op.CrossEntropy;
import dev.bnc.compiler.graph.op.CrossEntropyGradient;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.GlobalMaxPool;
import dev.bnc.compiler.graph.op.GlobalMaxPoolGradient;
import dev.bnc.compiler.graph.op.GroupNorm;
import dev.bnc.compiler.graph.op.GroupNormInputGradient;
import dev.bnc.compiler.graph.op.GroupNormScaleGradient;
import dev.bnc.compiler.graph.op.Input;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.LocalResponseNormGradient;
import dev.bnc.compiler.graph.op.LogSoftmax;
import dev.bnc.compiler.graph.op.LogSoftmaxGradient;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.MaxPool;
import dev.bnc.compiler.graph.op.MaxPoolGradient;
import dev.bnc.compiler.graph.op.OneHot;
import dev.bnc.compiler.graph.op.Pad;
import dev.bnc.compiler.graph.op.Pointwise;
import dev.bnc.compiler.graph.op.Reshape;
import dev.bnc.compiler.graph.op.Slice;
import dev.bnc.compiler.graph.op.Softmax;
import dev.bnc.compiler.graph.op.SoftmaxGradient;
import dev.bnc.compiler.graph.op.SpatialSum;
import dev.bnc.compiler.graph.op.Sum;
import dev.bnc.compiler.graph.op.Whiten;
import dev.bnc.compiler.plan.Term.Source;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns a graph into a plan for one batch size.
///
/// 1. Each node becomes a few tasks on terms (this class and its families: [LinearTasks], [NormalizationTasks],
///    [ShapeTasks]). Activations are channels-last; what only moves elements becomes a view where it can.
/// 2. [Fusion] joins pointwise tasks to loops, and loops to the products before them.
/// 3. [Schedule] orders the units so that each parameter is written after its old value was read last.
/// 4. [Assembly] gives terms buffers and turns units into steps; [InPlace] lets loops overwrite what dies in them.
/// 5. [MemoryPlanner] places the buffers; [PlanVerifier] checks the result.
public final class Lowering {
    private final int batch;
    private final StateLayout state;
    private final TaskList tasks;
    private final LinearTasks linear;
    private final NormalizationTasks normalization;
    private final ShapeTasks shapes;
    private final Map<Value, Term> terms = new LinkedHashMap<>();

    private Lowering(int batch, StateLayout state, LinearTasks.Purpose purpose, Machine machine) {
        this.batch = batch;
        this.state = state;
        this.tasks = new TaskList(machine);
        this.linear = new LinearTasks(tasks, purpose);
        this.normalization = new NormalizationTasks(tasks);
        this.shapes = new ShapeTasks(tasks);
    }

    /// The plan of `graph` for `batch` examples a run.
    ///
    /// @param name the program's name
    /// @param state where the graph's parameters lie; may hold more than those
    /// @throws IllegalArgumentException if a parameter is not in `state`, or has another shape there
    public static Plan lower(String name, Graph graph, int batch, StateLayout state) {
        return placed(name, graph, new Lowering(batch, state, purpose(graph), Machine.JVM));
    }

    /// The plan of an inference for a few runs in all: as [#lower], with less to prepare before the first.
    public static Plan shortRun(String name, Graph graph, int batch, StateLayout state) {
        return placed(name, graph, new Lowering(batch, state, LinearTasks.Purpose.SHORT_INFERENCE, Machine.JVM));
    }

    private static Plan placed(String name, Graph graph, Lowering lowering) {
        Plan plan = MemoryPlanner.place(lowering.whole(name, graph).plan());
        PlanVerifier.verify(plan);
        return plan;
    }

    /// What a device is to do for `graph`.
    ///
    /// @param name the program's name
    /// @param state where the graph's parameters lie; may hold more than those
    /// @throws IllegalArgumentException if a parameter is not in `state`, or has another shape there
    public static DevicePlan device(String name, Graph graph, int batch, StateLayout state) {
        return new Lowering(batch, state, purpose(graph), Machine.DEVICE).whole(name, graph);
    }

    private static LinearTasks.Purpose purpose(Graph graph) {
        return graph.updates().isEmpty() ? LinearTasks.Purpose.INFERENCE : LinearTasks.Purpose.TRAINING;
    }

    private DevicePlan whole(String name, Graph graph) {
        for (Node node : graph.nodes()) {
            tasks.naming(node.result().name());
            terms.put(node.result(), lower(node));
        }
        Map<Term, Term> updates = updates(graph);
        List<Term> outputs = outputs(graph, updates.keySet());
        return plan(name, graph, updates, outputs);
    }

    private Term lower(Node node) {
        Shape shape = node.result().shape().atBatch(batch);
        List<Term> in = node.inputs().stream().map(this::term).toList();
        return switch (node.op()) {
            case Input _ -> new Term(node.result().name(), shape, Layout.ROW_MAJOR, new Source.Input());
            case Constant o -> tasks.literal(o.value());
            case MatMul o -> linear.matMul(o, in.get(0), in.get(1), shape);
            case Conv2d o -> linear.conv2d(o, in.get(0), in.get(1), shape);
            case Conv2dInputGradient o -> linear.conv2dInputGradient(o, in.get(0), in.get(1), shape);
            case Conv2dWeightGradient o -> linear.conv2dWeightGradient(o, in.get(0), in.get(1), shape);
            case ConvTranspose2d o ->
                linear.transposed(o.window(), o.groups(), new LinearTasks.Operands(in.get(0), in.get(1)), shape);
            case BiasAdd _ -> channelwise(BinaryFunction.ADD, in);
            case ChannelScale _ -> channelwise(BinaryFunction.MULTIPLY, in);
            case Pointwise o -> pointwise(o, in);
            case BatchNorm o -> normalization.normalize(new NormalizationTasks.Form(o.eps(), o.scale(), o.shift()), in);
            case BatchNormTraining o ->
                normalization.normalize(new NormalizationTasks.Form(o.eps(), o.scale(), o.shift()), in);
            case Whiten o -> whiten(o, node);
            case BatchNormInputGradient o -> normalization.inputGradient(o, in);
            case BatchNormScaleGradient o -> normalization.scaleGradient(o, in);
            case ChannelSum _ -> channelSum(in.getFirst(), shape);
            case BatchMean _,
                    BatchVariance _,
                    BatchQuantile _,
                    BatchQuantileGradient _,
                    GroupNorm _,
                    GroupNormInputGradient _,
                    GroupNormScaleGradient _,
                    LocalResponseNorm _,
                    LocalResponseNormGradient _,
                    MaxPool _,
                    MaxPoolGradient _,
                    AvgPool _,
                    AvgPoolGradient _,
                    GlobalMaxPool _,
                    GlobalMaxPoolGradient _,
                    SpatialSum _,
                    BroadcastSpatial _,
                    DropoutMask _,
                    Softmax _,
                    SoftmaxGradient _,
                    LogSoftmax _,
                    LogSoftmaxGradient _,
                    OneHot _,
                    CrossEntropy _,
                    CrossEntropyGradient _,
                    Sum _ -> tasks.kernel(node.op(), shape, in);
            case Dropout _ -> in.getFirst();
            case Reshape _ -> shapes.reshape(in.getFirst(), shape);
            case Concat _ -> shapes.concat(in, shape);
            case Slice o -> shapes.slice(in.getFirst(), o.from(), shape);
            case Pad o -> shapes.pad(in.getFirst(), o.padding(), o.value(), shape);
            case Crop o -> shapes.crop(in.getFirst(), o.padding(), shape);
            case Broadcast _ -> tasks.uniform(in.getFirst(), shape);
        };
    }

    /// By way of the products it consists of.
    private Term whiten(Whiten op, Node node) {
        var form = new Whitening(op, (part, inputs) -> {
            TensorType type =
                    ShapeInference.infer(part, inputs.stream().map(Value::type).toList());
            Value result = Value.result(node.result().name() + "." + terms.size(), type);
            terms.put(result, lower(new Node(result, part, inputs, node.origin())));
            return result;
        });
        return term(form.normalize(node.inputs(), node.input(1), node.input(2)));
    }

    /// One layout for all full operands: channels-last if one of them has it already.
    private Term pointwise(Pointwise op, List<Term> operands) {
        Term like = operands.stream()
                .filter(o -> o.elements() > 1 && !o.virtual())
                .min(Comparator.comparing(Term::layout))
                .orElse(largest(operands));
        boolean last = like.layout() == Layout.CHANNELS_LAST;
        Term[] alike =
                operands.stream().map(o -> last ? tasks.channelsLast(o) : o).toArray(Term[]::new);
        return tasks.apply(op, like, alike);
    }

    /// Of one element, too, the one that is no scalar.
    private static Term largest(List<Term> operands) {
        return Collections.max(
                operands,
                Comparator.comparingInt(Term::elements)
                        .thenComparingInt(o -> o.shape().rank()));
    }

    /// Summed up where it is made, if a loop makes it.
    private Term channelSum(Term x, Shape shape) {
        Term last = tasks.channelsLast(x);
        return last.rows() > 1 && tasks.madeInLoop(last)
                ? tasks.columnSums(last)
                : tasks.kernel(new ChannelSum(), shape, List.of(last));
    }

    private Term channelwise(BinaryFunction function, List<Term> operands) {
        Term x = tasks.channelsLast(operands.get(0));
        return tasks.apply(new Binary(function), x, x, operands.get(1));
    }

    private Term term(Value value) {
        if (value.isParameter()) {
            return terms.computeIfAbsent(value, this::parameter);
        }
        Term term = terms.get(value);
        if (term == null) {
            throw new IllegalStateException(value + " is read before it is made");
        }
        return term;
    }

    private Term parameter(Value parameter) {
        StateTensor tensor = state.find(parameter.name())
                .orElseThrow(() -> new IllegalArgumentException("the state has no " + parameter.name()));
        if (!tensor.shape().equals(parameter.shape().sizes())) {
            throw new IllegalArgumentException(
                    parameter + " is " + parameter.shape() + ", in the state " + tensor.shape());
        }
        return new Term(parameter.name(), parameter.shape(), Layout.ROW_MAJOR, new Source.State(tensor.offset()));
    }

    /// The terms that become new values of state terms. Each has elements of its own, in the order of the state.
    private Map<Term, Term> updates(Graph graph) {
        Map<Term, Term> updates = new LinkedHashMap<>();
        for (Update update : graph.updates()) {
            tasks.naming(update.parameter().name() + ".new");
            Term made = owned(tasks.rowMajor(term(update.value())), updates.keySet());
            updates.put(made, term(update.parameter()));
        }
        return updates;
    }

    /// The terms that are the graph's outputs, in order. Each has elements of its own, in the order of the shape.
    private List<Term> outputs(Graph graph, Set<Term> taken) {
        List<Term> outputs = new ArrayList<>();
        for (Output output : graph.outputs()) {
            tasks.naming(output.name());
            outputs.add(owned(tasks.rowMajor(term(output.value())), taken));
        }
        return outputs;
    }

    private Term owned(Term term, Set<Term> taken) {
        Term root = term.root();
        boolean free =
                root.source() instanceof Source.Made && root.elements() == term.elements() && !taken.contains(root);
        return free ? root : tasks.copied(term);
    }

    private DevicePlan plan(String name, Graph graph, Map<Term, Term> updates, List<Term> outputs) {
        Set<Term> kept = new LinkedHashSet<>(updates.keySet());
        kept.addAll(outputs);
        List<Unit> units = Fusion.fuse(live(tasks.tasks(), kept));
        Schedule.Ordered ordered = Schedule.order(Epilogues.attach(units, kept, updates.keySet()), updates);
        Places places = Places.of(ordered.units(), kept, tasks.machine());
        var buffers = new Buffers(ordered.inPlace(), places, names());

        var inputs = new ArrayList<Port>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input input) {
                Term term = term(node.result());
                inputs.add(new Port(input.name(), term.shape().sizes(), buffers.index(term)));
            }
        }
        var assembly = new Assembly(buffers, outliving(ordered.units(), kept), tasks.machine());
        Set<Unit> early = updates.isEmpty() ? constant(ordered.units(), kept, places) : Set.of();
        var origins = new Origins(graph);
        List<Step> setup = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        List<Origin> setupOrigins = new ArrayList<>();
        List<Origin> stepOrigins = new ArrayList<>();
        for (Unit unit : ordered.units()) {
            List<Step> made = assembly.steps(unit);
            (early.contains(unit) ? setup : steps).addAll(made);
            (early.contains(unit) ? setupOrigins : stepOrigins).addAll(Collections.nCopies(made.size(), origins.of(unit)));
        }
        var ports = new ArrayList<Port>();
        for (int i = 0; i < outputs.size(); i++) {
            Output output = graph.outputs().get(i);
            Shape shape = output.value().shape().atBatch(batch);
            ports.add(new Port(output.name(), shape.sizes(), buffers.index(outputs.get(i))));
        }
        var plan = new Plan(name, batch, state, buffers.buffers(), inputs, ports, setup, steps, 0);
        return new DevicePlan(InPlace.apply(plan), setupOrigins, stepOrigins);
    }

    /// What the graph calls the terms that nodes became.
    private Map<Term, String> names() {
        Map<Term, String> names = new HashMap<>();
        terms.forEach((value, term) -> names.putIfAbsent(term, value.name()));
        return names;
    }

    /// Tasks that something needed comes from.
    private static List<Task> live(List<Task> tasks, Set<Term> kept) {
        Set<Term> needed = new HashSet<>(kept);
        List<Task> live = new ArrayList<>();
        for (Task task : tasks.reversed()) {
            if (needed.contains(task.result())) {
                live.add(task);
                task.reads().forEach(r -> needed.add(r.root()));
            }
        }
        return live.reversed();
    }

    /// Terms that another unit than their own reads, or that are needed in the end.
    private static Set<Term> outliving(List<Unit> units, Set<Term> kept) {
        Set<Term> outliving = new HashSet<>(kept);
        units.forEach(unit -> unit.reads().forEach(r -> outliving.add(r.root())));
        return outliving;
    }

    /// Units that come out the same in each run: they read the state only, and make no output.
    private static Set<Unit> constant(List<Unit> units, Set<Term> kept, Places places) {
        Set<Unit> constant = new HashSet<>();
        Set<Term> known = new HashSet<>();
        for (Unit unit : units) {
            boolean fixed = unit.reads().stream()
                    .map(Term::root)
                    .allMatch(r -> r.virtual() || r.source() instanceof Source.State || known.contains(r));
            if (fixed && unit.results().stream().noneMatch(r -> within(r, kept, places))) {
                constant.add(unit);
                known.addAll(unit.results());
            }
        }
        return constant;
    }

    /// Whether a term is one of these, or lies in a part of one.
    private static boolean within(Term term, Set<Term> kept, Places places) {
        Term root = term.root();
        return kept.contains(root)
                || places.column(root).map(column -> within(column.whole(), kept, places)).orElse(false);
    }
}
