package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Literal;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs a plan step by step, element by element, on two arrays of floats. Slow and obvious: what an emitter must do.
///
/// Panels are kept as plain row-major matrices. All memory that nothing has written holds NaN.
public final class PlanInterpreter {
    private final Plan plan;
    private final float[] state;
    private final float[] arena;

    private PlanInterpreter(Plan plan) {
        this.plan = plan;
        state = new float[plan.state().size()];
        arena = new float[plan.arenaSize()];
        Arrays.fill(state, Float.NaN);
        Arrays.fill(arena, Float.NaN);
    }

    /// Runs setup once and the steps twice if that must not matter, that is, if the plan leaves the state alone.
    public static ReferenceInterpreter.Result run(Plan plan, Map<String, Tensor> inputs, Map<String, Tensor> values) {
        var interpreter = new PlanInterpreter(plan);
        for (StateTensor tensor : plan.state().tensors()) {
            store(required(values, tensor.name()), interpreter.state, tensor.offset());
        }
        plan.setup().forEach(interpreter::step);
        for (Port port : plan.inputs()) {
            store(
                    required(inputs, port.name()),
                    interpreter.arena,
                    plan.buffers().get(port.buffer()).offset());
        }
        boolean changesState = plan.steps().stream()
                .flatMap(s -> s.writes().stream())
                .anyMatch(o -> plan.bufferOf(o).region() == Region.STATE);
        for (int i = 0; i < (changesState ? 1 : 2); i++) {
            plan.steps().forEach(interpreter::step);
        }
        return interpreter.result();
    }

    private ReferenceInterpreter.Result result() {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Port port : plan.outputs()) {
            outputs.put(
                    port.name(),
                    load(port.shape(), arena, plan.buffers().get(port.buffer()).offset()));
        }
        Map<String, Tensor> after = new LinkedHashMap<>();
        for (StateTensor tensor : plan.state().tensors()) {
            after.put(tensor.name(), load(tensor.shape(), state, tensor.offset()));
        }
        return new ReferenceInterpreter.Result(outputs, after);
    }

    private static Tensor required(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), () -> "no " + name + " among " + tensors.keySet());
    }

    private static void store(Tensor tensor, float[] array, int offset) {
        for (int i = 0; i < tensor.length(); i++) {
            array[offset + i] = (float) tensor.at(i);
        }
    }

    private static Tensor load(List<Integer> shape, float[] array, int offset) {
        return Tensor.generate(new Shape(shape), i -> array[offset + i]);
    }

    private void step(Step step) {
        switch (step) {
            case Elementwise s -> loop(s);
            case Pack s -> pack(s);
            case Multiply s -> multiply(s);
            case Copy s -> copy(s);
            case Call s -> call(s);
        }
    }

    private void loop(Elementwise loop) {
        double[][] sums = new double[loop.sums().size()][Elementwise.SUM_ROWS * loop.chunks() * loop.columns()];
        for (int row = 0; row < loop.rows(); row++) {
            for (int column = 0; column < loop.columns(); column++) {
                List<Double> loaded = new ArrayList<>();
                for (Operand operand : loop.operands()) {
                    loaded.add(element(operand, loop.rows(), row, column));
                }
                List<Double> results = evaluate(loop.body(), loaded);
                int stored = loop.results().size();
                for (int i = 0; i < stored; i++) {
                    set(loop.results().get(i), row, column, results.get(i));
                }
                for (int i = 0; i < sums.length; i++) {
                    sums[i][row / loop.grain() * Elementwise.SUM_ROWS * loop.columns() + column] += results.get(stored + i);
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            Operand sum = loop.sums().get(i);
            for (int k = 0; k < sums[i].length; k++) {
                array(sum)[at(sum, k)] = (float) sums[i][k];
            }
        }
    }

    private static List<Double> evaluate(Body body, List<Double> loaded) {
        List<Double> registers = new ArrayList<>();
        for (Body.Instruction instruction : body.instructions()) {
            registers.add(
                    switch (instruction) {
                        case Load(int operand) -> loaded.get(operand);
                        case Literal(double value) -> value;
                        case Apply apply ->
                            ReferenceInterpreter.apply(
                                            apply.op(),
                                            apply.operands().stream()
                                                    .map(r -> Tensor.scalar(registers.get(r)))
                                                    .toList())
                                    .value();
                    });
        }
        return body.results().stream().map(registers::get).toList();
    }

    private void pack(Pack pack) {
        boolean turned = pack.form() == Pack.Form.WINOGRAD_TURNED;
        int k = 0;
        for (int a = 0; a < pack.depthSizes().get(0); a++) {
            for (int b = 0; b < pack.depthSizes().get(1); b++) {
                for (int c = 0; c < pack.depthSizes().get(2); c++) {
                    int from = (turned ? pack.depthSizes().get(0) - 1 - a : a) * pack.depthStrides().get(0)
                            + (turned ? pack.depthSizes().get(1) - 1 - b : b) * pack.depthStrides().get(1)
                            + c * pack.depthStrides().get(2);
                    for (int j = 0; j < pack.columns(); j++) {
                        float value = array(pack.source())[at(pack.source(), from + j * pack.columnStride())];
                        array(pack.target())[at(pack.target(), k * pack.columns() + j)] = value;
                    }
                    k++;
                }
            }
        }
    }

    private void multiply(Multiply product) {
        for (int row = 0; row < product.m(); row++) {
            for (int column = 0; column < product.n(); column++) {
                double sum = 0;
                for (int k = 0; k < product.depth(); k++) {
                    float right = array(product.packed())[at(product.packed(), k * product.n() + column)];
                    sum += left(product.left(), row, k, column) * right;
                }
                List<Double> loaded = new ArrayList<>(List.of(sum));
                for (Operand operand : product.epilogue().operands()) {
                    loaded.add(element(operand, product.m(), row, column));
                }
                set(
                        product.target(),
                        row,
                        column,
                        evaluate(product.epilogue().body(), loaded).getFirst());
            }
        }
    }

    private double left(Left left, int m, int k, int n) {
        return switch (left) {
            case Left.Rows(Operand x) -> get(x, m, k);
            case Left.Columns(Operand x) -> get(x, k, m);
            case Left.Patches l -> patch(l.operand(), l.window(), l.places(), m, seen(l.operand(), l.sight(), k, n));
            case Left.Winograd l -> patch(l.operand(), l.window(), l.places(), m, k);
            case Left.WinogradCells(Operand x, Window window, Extent cells) ->
                cell(new Left.Cells(x, window, cells, Left.Sight.ALL), m, k);
            case Left.PatchColumns l ->
                patch(l.operand(), l.window(), l.places(), k, seen(l.operand(), l.sight(), m, n));
            case Left.Cells l -> cell(l, m, seen(l.operand(), l.sight(), k, n));
        };
    }

    /// Element `k` of a window, counted through its cells and their channels.
    private static int seen(Operand image, Left.Sight sight, int k, int n) {
        return switch (sight) {
            case ALL -> k;
            case OWN -> k * image.columns() + n;
        };
    }

    private double patch(Operand x, Window window, Extent places, int place, int k) {
        int channels = x.columns();
        int tap = k / channels;
        int i = place / places.width() % places.height();
        int j = place % places.width();
        Padding padding = window.padding();
        Extent kernel = window.kernel();
        int row = i * window.stride().height()
                - padding.top()
                + tap / kernel.width() * window.dilation().height();
        int column = j * window.stride().width()
                - padding.left()
                + tap % kernel.width() * window.dilation().width();
        return pixel(x, place / (places.width() * places.height()), row, column, k % channels);
    }

    private double cell(Left.Cells l, int m, int k) {
        Operand dy = l.operand();
        Window window = l.window();
        int tap = k / dy.columns();
        int y = m / l.cells().width() % l.cells().height();
        int x = m % l.cells().width();
        int row = y
                + window.padding().top()
                - tap / window.kernel().width() * window.dilation().height();
        int column = x
                + window.padding().left()
                - tap % window.kernel().width() * window.dilation().width();
        if (row % window.stride().height() != 0 || column % window.stride().width() != 0) {
            return 0;
        }
        int image = m / (l.cells().width() * l.cells().height());
        return pixel(
                dy,
                image,
                row / window.stride().height(),
                column / window.stride().width(),
                k % dy.columns());
    }

    private double pixel(Operand image, int n, int row, int column, int channel) {
        int height = image.dims().get(1);
        int width = image.dims().get(2);
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? get(image, (n * height + row) * width + column, channel) : 0;
    }

    private void copy(Copy copy) {
        copy(copy, 0, copy.from().first(), copy.to().first());
    }

    private void copy(Copy copy, int dimension, int from, int to) {
        if (dimension == copy.sizes().size()) {
            array(copy.target())[at(copy.target(), to)] = array(copy.source())[at(copy.source(), from)];
            return;
        }
        for (int i = 0; i < copy.sizes().get(dimension); i++) {
            copy(
                    copy,
                    dimension + 1,
                    from + i * copy.from().strides().get(dimension),
                    to + i * copy.to().strides().get(dimension));
        }
    }

    private void call(Call call) {
        List<Tensor> inputs = call.inputs().stream().map(this::tensor).toList();
        Tensor result = ReferenceInterpreter.apply(call.op(), inputs);
        call.workspace().ifPresent(w -> Arrays.fill(array(w), at(w, 0), at(w, w.elements()), -1e30f));
        if (call.op() instanceof Conv2dWeightGradient) {
            for (int i = 0; i < result.length(); i++) {
                array(call.output())[at(call.output(), i)] = (float) result.at(i);
            }
            return;
        }
        List<Integer> dims = call.output().dims();
        for (int row = 0; row < call.output().rows(); row++) {
            for (int column = 0; column < call.output().columns(); column++) {
                set(call.output(), row, column, result.at(logical(dims, row, column)));
            }
        }
    }

    /// Channels-last memory as a tensor of the graph.
    private Tensor tensor(Operand operand) {
        List<Integer> dims = operand.dims();
        List<Integer> shape = new ArrayList<>(dims);
        if (dims.size() > 2) {
            shape.add(1, shape.removeLast());
        }
        double[] data = new double[operand.elements()];
        for (int row = 0; row < operand.rows(); row++) {
            for (int column = 0; column < operand.columns(); column++) {
                data[logical(dims, row, column)] = get(operand, row, column);
            }
        }
        return Tensor.of(new Shape(shape), data);
    }

    /// Place of a channels-last element in row-major order.
    private static int logical(List<Integer> dims, int row, int column) {
        if (dims.size() < 2) {
            return column;
        }
        int channels = dims.getLast();
        int positions = dims.subList(1, dims.size() - 1).stream().reduce(1, Math::multiplyExact);
        return (row / positions * channels + column) * positions + row % positions;
    }

    private double element(Operand operand, int rows, int row, int column) {
        if (operand.elements() == 1) {
            return get(operand, 0, 0);
        }
        return get(operand, operand.rows() == rows ? row : 0, column);
    }

    private double get(Operand operand, int row, int column) {
        return array(operand)[at(operand, row * operand.stride() + column)];
    }

    private void set(Operand operand, int row, int column, double value) {
        array(operand)[at(operand, row * operand.stride() + column)] = (float) value;
    }

    private float[] array(Operand operand) {
        return plan.bufferOf(operand).region() == Region.STATE ? state : arena;
    }

    private int at(Operand operand, int element) {
        return plan.offsetOf(operand) + element;
    }
}
