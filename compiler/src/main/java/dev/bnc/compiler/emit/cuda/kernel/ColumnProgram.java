package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.ColumnCode.Rows;
import dev.bnc.compiler.emit.cuda.kernel.ColumnCode.Term;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.ChannelSum;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One kernel for a run of steps ([ColumnRuns]): each block does all of them for its columns. Between two steps the threads
/// of a block wait for each other.
///
/// Statistics of many rows are gathered by a kernel before, in chunks; the run then starts by combining these.
final class ColumnProgram {
    private final Workspaces workspaces;
    private final List<Step> steps;
    private final Optional<LastLayer> last;
    /// The steps that work column by column.
    private final List<Step> run;
    private final KernelText text;
    private final ColumnCode code;
    private final Map<Operand, String> pointers = new HashMap<>();
    /// Steps that are done where an earlier one is.
    private final Set<Step> done = new HashSet<>();

    private ColumnProgram(List<Step> steps, Workspaces workspaces) {
        this.workspaces = workspaces;
        this.steps = steps;
        this.last = LastLayer.of(steps);
        this.run = steps.subList(last.isPresent() ? LastLayer.STEPS : 0, steps.size());
        this.text = text();
        List<Step> tiled = run.isEmpty() ? steps.subList(0, 1) : run;
        this.code = ColumnCode.open(text, tiles(tiled), domain(tiled.getFirst()).columns());
    }

    private KernelText text() {
        if (last.isPresent()) {
            return new KernelText(
                    workspaces,
                    "last_layer",
                    List.of(),
                    Library.FUNCTIONS,
                    Library.COLUMNS,
                    Library.LAYERS,
                    Library.SOFTMAX);
        }
        return steps.getFirst() instanceof Multiply
                ? new KernelText(workspaces, "layer", List.of(), Library.FUNCTIONS, Library.COLUMNS, Library.LAYERS)
                : new KernelText(workspaces, "channels", List.of(), Library.FUNCTIONS, Library.COLUMNS);
    }

    /// How the columns of steps that work column by column are cut.
    static ColumnTiles tiles(List<Step> run) {
        int rows = run.stream()
                .mapToInt(s -> domain(s).rows())
                .filter(r -> r <= ColumnRuns.MOST_ROWS)
                .max()
                .orElse(1);
        return ColumnTiles.of(domain(run.getFirst()).columns(), new ColumnTiles.Height(rows));
    }

    static List<StepKernel> of(List<Step> steps, Workspaces workspaces) {
        var program = new ColumnProgram(steps, workspaces);
        boolean large = domain(steps.getFirst()).rows() > ColumnRuns.MOST_ROWS;
        if (!large) {
            return List.of(program.kernel(Optional.empty()));
        }
        Operand x = ((Call) steps.getFirst()).input(0);
        View parts = ReductionKernels.partialMoments(x, workspaces);
        return List.of(ReductionKernels.gather(x, parts, workspaces), program.kernel(Optional.of(parts)));
    }

    private static Operand domain(Step step) {
        return ColumnRuns.domain(step).orElseThrow();
    }

    private StepKernel kernel(Optional<View> parts) {
        parameters(parts.map(_ -> run.getFirst()));
        int blocks = run.isEmpty() ? 1 : code.tiles().blocks();
        long flops = 0;
        if (last.isPresent()) {
            last.get().emit(text, blocks, workspaces, this::name);
            pointers.put(ColumnRuns.flat(last.get().gradient().output()), "gradient");
            flops += last.get().flops();
        }
        for (Step step : run) {
            if (done.contains(step)) {
                continue;
            }
            if (flops > 0) {
                code.barrier();
            }
            if (step.equals(run.getFirst()) && parts.isPresent()) {
                meet((Call) step, parts.get());
                flops += 3 * parts.get().elements();
            } else {
                step(step);
                flops += Math.max(1, step.flops());
            }
        }
        return text.kernel(Dim3.of(blocks), ColumnTiles.THREADS, flops);
    }

    private void step(Step step) {
        switch (step) {
            case Elementwise loop when loop.sums().isEmpty() ->
                code.loop(loop, names(loop.operands()), names(loop.results()));
            case Elementwise loop ->
                code.summing(loop, names(loop.operands()), names(loop.writes()), ColumnCode.Share.ALL);
            case Call call -> reduction(call);
            case Multiply product -> LayerProducts.emit(
                        text, product, new LayerProducts.Tile("layer", "block", code.tiles().width()), this::name);
            case Pack _, Copy _ -> throw new IllegalStateException("not column by column: " + step);
        }
    }

    private void reduction(Call call) {
        Operand x = call.input(0).matrix();
        Optional<Call> variance = variance(call);
        if (variance.isPresent()) {
            List<String> store = ReductionKernels.found(
                    name(call.output()), name(variance.get().output()), name(x));
            code.moments(Rows.all(x), name(x), store);
            done.add(variance.get());
            return;
        }
        Term term = call.op() instanceof BatchVariance
                ? new Term.SquaredDistance(name(call.input(1)))
                : new Term.Element();
        double scale = call.op() instanceof ChannelSum ? 1 : 1.0 / x.rows();
        List<String> store = List.of(name(call.output()) + "[column + v] = " + ReductionKernels.scaled(scale) + ";");
        code.sums(Rows.all(x), name(x), term, store);
    }

    /// Mean and variance from chunks that were gathered before.
    private void meet(Call mean, View parts) {
        Call variance = variance(mean).orElseThrow();
        String origin = text.reads(ReductionKernels.firstRow(mean.input(0)));
        List<String> store = ReductionKernels.found(name(mean.output()), name(variance.output()), origin);
        code.meet(text.reads(parts), ReductionKernels.chunks(parts), store);
        done.add(variance);
    }

    /// The variance that goes with a mean, if the run has it.
    private Optional<Call> variance(Step mean) {
        return run.stream()
                .filter(s -> ColumnRuns.belongs(mean, s))
                .map(Call.class::cast)
                .findFirst();
    }

    /// A parameter for each view that the steps touch.
    private void parameters(Optional<Step> gathered) {
        Set<Operand> read = new HashSet<>();
        Set<Operand> written = new HashSet<>();
        var all = new LinkedHashSet<Operand>();
        for (Step step : steps) {
            boolean known =
                    gathered.filter(g -> step.equals(g) || ColumnRuns.belongs(g, step)).isPresent();
            Stream<Operand> reads = known ? Stream.of() : step.reads().stream().map(ColumnRuns::flat);
            for (Operand operand : reads.toList()) {
                if (!written.contains(operand)) {
                    read.add(operand);
                }
                all.add(operand);
            }
            List<Operand> writes = step.writes().stream().map(ColumnRuns::flat).toList();
            written.addAll(writes);
            all.addAll(writes);
        }
        for (Operand operand : all) {
            pointers.put(operand, parameter(View.of(operand), read.contains(operand), written.contains(operand)));
        }
    }

    private String parameter(View view, boolean read, boolean written) {
        if (!written) {
            return text.reads(view);
        }
        return read ? text.updates(view) : text.writes(view);
    }

    private String name(Operand operand) {
        String name = pointers.get(ColumnRuns.flat(operand));
        if (name == null) {
            throw new IllegalStateException("no pointer to " + operand);
        }
        return name;
    }

    private List<String> names(List<Operand> operands) {
        return new ArrayList<>(operands.stream().map(this::name).toList());
    }
}
