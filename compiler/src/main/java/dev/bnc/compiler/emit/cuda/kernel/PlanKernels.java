package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.plan.Buffer;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The kernels of a whole plan. Some steps need none of their own:
///
/// - A right factor that lies in memory as a product can read it is not packed, if nothing overwrites it before.
/// - Mean and variance of a batch norm are found in one reading.
///
/// @param setup run once after each change of the state
/// @param steps what each run does
public record PlanKernels(List<Group> setup, List<Group> steps) {
    public PlanKernels {
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
    }

    /// Steps of the plan that are done together.
    ///
    /// @param steps in the order of the plan; the launches stand where the last of them stood
    /// @param reads operands the launches read
    /// @param writes operands they write, scratch memory apart
    public record Group(List<Step> steps, List<Operand> reads, List<Operand> writes, Launches launches) {
        public Group {
            steps = List.copyOf(steps);
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        private static Group of(Step step, Launches launches) {
            return new Group(List.of(step), step.reads(), step.writes(), launches);
        }
    }

    /// The kernels of `plan`, its products computed in `precision`.
    public static PlanKernels of(Plan plan, Precision precision) {
        return new Making(plan, precision).made();
    }

    /// All kernels, each once, in the order of first use: what a module must hold.
    public List<Kernel> kernels() {
        var kernels = new ArrayList<Kernel>();
        var known = new HashSet<Kernel>();
        for (List<Group> part : List.of(setup, steps)) {
            for (Group group : part) {
                for (Launch launch : group.launches().list()) {
                    if (known.add(launch.kernel())) {
                        kernels.add(launch.kernel());
                    }
                }
            }
        }
        return List.copyOf(kernels);
    }

    /// Floats of scratch memory that all steps can share, since they run one after the other.
    public long scratch() {
        return Math.max(largest(setup), largest(steps));
    }

    private static long largest(List<Group> groups) {
        return groups.stream().mapToLong(g -> g.launches().scratch()).max().orElse(0);
    }

    private static final class Making {
        private final Plan plan;
        private final StepKernels kernels;
        private final List<Step> all;
        /// Which pack step makes a buffer.
        private final Map<Integer, Integer> packs = new HashMap<>();
        /// Places of pack steps that no product needs.
        private final Set<Integer> idle = new HashSet<>();

        Making(Plan plan, Precision precision) {
            this.plan = plan;
            this.kernels = new StepKernels(plan, precision);
            this.all = new ArrayList<>(plan.setup());
            all.addAll(plan.steps());
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) instanceof Pack pack) {
                    packs.put(pack.target().buffer(), i);
                }
            }
        }

        PlanKernels made() {
            idle.addAll(packs.values());
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) instanceof Multiply product && right(product, i) instanceof Right.Packed) {
                    idle.remove(packs.get(product.packed().buffer()));
                }
            }
            int cut = plan.setup().size();
            return new PlanKernels(groups(0, cut), groups(cut, all.size()));
        }

        private List<Group> groups(int from, int to) {
            var groups = new ArrayList<Group>();
            for (int i = from; i < to; i++) {
                Step step = all.get(i);
                Optional<Group> statistics = i + 1 < to ? statistics(step, all.get(i + 1)) : Optional.empty();
                if (statistics.isPresent()) {
                    groups.add(statistics.get());
                    i++;
                } else if (step instanceof Multiply product) {
                    groups.add(product(product, i));
                } else if (!idle.contains(i)) {
                    groups.add(Group.of(step, kernels.of(step)));
                }
            }
            return groups;
        }

        private Group product(Multiply product, int index) {
            Right right = right(product, index);
            Launches launches = kernels.product(product, right);
            return switch (right) {
                case Right.Packed _ -> Group.of(product, launches);
                case Right.InPlace(Pack pack, int _) -> {
                    var reads = new ArrayList<>(product.reads());
                    reads.set(1, pack.source());
                    yield new Group(List.of(pack, product), reads, product.writes(), launches);
                }
            };
        }

        /// In place if the source still holds then what it held when it was to be packed.
        private Right right(Multiply product, int index) {
            Integer packed = packs.get(product.packed().buffer());
            if (packed == null) {
                throw new IllegalStateException("nothing packs the right factor of " + product);
            }
            Pack pack = (Pack) all.get(packed);
            boolean kept = all.subList(packed + 1, index + 1).stream()
                    .flatMap(s -> s.writes().stream())
                    .noneMatch(w -> meet(w, pack.source()));
            return kept ? Right.of(pack, product) : new Right.Packed(product.packed());
        }

        /// Whether two operands share memory.
        private boolean meet(Operand a, Operand b) {
            Buffer first = plan.bufferOf(a);
            Buffer second = plan.bufferOf(b);
            return first.region() == second.region()
                    && first.offset() < second.end()
                    && second.offset() < first.end()
                    && (a.buffer() != b.buffer() || a.overlaps(b));
        }

        private Optional<Group> statistics(Step step, Step next) {
            boolean pair = step instanceof Call mean
                    && next instanceof Call variance
                    && mean.op() instanceof BatchMean
                    && variance.op() instanceof BatchVariance
                    && variance.inputs().equals(List.of(mean.input(0), mean.output()));
            if (!pair) {
                return Optional.empty();
            }
            var mean = (Call) step;
            var variance = (Call) next;
            return Optional.of(new Group(
                    List.of(mean, variance),
                    mean.reads(),
                    List.of(mean.output(), variance.output()),
                    kernels.moments(mean, variance)));
        }
    }
}
