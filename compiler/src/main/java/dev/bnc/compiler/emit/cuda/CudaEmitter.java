package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.Effects;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanVerifier;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Order;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.DevicePlan;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Turns what a device is to do into a launch plan.
///
/// 1. [StepOrder] makes neighbours of steps that can share a kernel, and gives updates of weights to the
///    products of their gradients.
/// 2. Each step, or run of steps, becomes kernels ([StepKernels]), a fill, a copy or a library's step
///    ([LibrarySteps]). Mean and variance of one tensor are found by the same kernels, in one reading.
/// 3. [OnceOnly] moves to the setup what is the same in every run.
/// 4. [LaunchGroups] lets small kernels that need nothing of each other share a launch.
/// 5. [ModuleTable] puts kernels of one kind into modules, equal ones once.
/// 6. [DeviceBuffers] knows all buffers, those that kernels asked for included; [ArenaPlanner] places them.
/// 7. [LaunchPlanVerifier] checks the result.
public final class CudaEmitter {
    private final StepKernels kernels;
    private final DeviceBuffers buffers;
    private final ModuleTable modules;
    private final LibrarySteps libraries;

    private CudaEmitter(Plan plan, Storage storage, StepKernels kernels, LibraryUse use) {
        this.kernels = kernels;
        this.modules = new ModuleTable(kernels);
        this.buffers = new DeviceBuffers(plan, storage);
        this.libraries = new LibrarySteps(use, buffers);
    }

    /// The launch plan, all buffers float32.
    public static LaunchPlan emit(DevicePlan device, StepKernels kernels, Target target) {
        return emit(new MixedPrecision(device, Storage.FLOAT32), kernels, target);
    }

    /// The launch plan, buffers as `mixed` says.
    public static LaunchPlan emit(MixedPrecision mixed, StepKernels kernels, Target target) {
        return emit(mixed, kernels, target, LibraryUse.NONE);
    }

    /// The launch plan, buffers as `mixed` says, some steps left to libraries.
    public static LaunchPlan emit(MixedPrecision mixed, StepKernels kernels, Target target, LibraryUse use) {
        DevicePlan device = mixed.plan();
        Plan plan = device.plan();
        var emitter = new CudaEmitter(plan, mixed.storage(), kernels, use);
        var drafts = new ArrayList<>(emitter.drafts(plan.setup(), device.setup()));
        OnceOnly parted = OnceOnly.of(
                emitter.drafts(plan.steps(), device.steps()), emitter.buffers::isState, emitter.buffers::isOwn);
        drafts.addAll(parted.once());
        List<LaunchStep> setup = emitter.launches(drafts);
        List<LaunchStep> steps = emitter.launches(parted.always());
        ArenaPlanner.Placed placed = ArenaPlanner.place(emitter.buffers, setup, steps);
        List<DeviceBuffer> inPlace = placed.buffers();
        List<KernelModule> sources = emitter.modules.modules();
        var launches =
                new LaunchPlan(plan.name(), plan.batch(), use.target(target), placed.arena(), inPlace, sources, setup, steps);
        LaunchPlanVerifier.verify(launches);
        return launches;
    }

    private List<LaunchStep> launches(List<LaunchDraft> drafts) {
        return LaunchGroups.of(drafts, kernels).stream().map(this::launch).toList();
    }

    private List<PlacedStep> ordered(List<Step> steps, List<Origin> origins) {
        var losses = new LossOrder((product, loss, gradient) ->
                kernels.lastLayer(product, loss, gradient) && !libraries.take(product));
        var updates = new WeightUpdates(
                o -> buffers.isOwn(View.of(o)),
                o -> buffers.isWeight(View.of(o)),
                (product, update) -> kernels.updates(product, update) && !libraries.take(product),
                this::runs);
        return StepOrder.of(steps, origins, losses, updates);
    }

    private List<LaunchDraft> drafts(List<Step> steps, List<Origin> origins) {
        List<PlacedStep> ordered = ordered(steps, origins);
        var pairs = StatisticsPairs.of(ordered.stream().map(PlacedStep::step).toList());
        var drafts = new ArrayList<LaunchDraft>();
        var known = new HashSet<Operand>();
        int at = 0;
        for (List<PlacedStep> run : runs(ordered)) {
            PlacedStep first = run.getFirst();
            Origin origin = first.origin();
            if (first.update().isPresent()) {
                drafts.addAll(drafts(kernels.updating((Multiply) first.step(), first.update().get(), buffers), origin));
            } else if (run.size() > 1) {
                drafts.addAll(drafts(kernels.together(run.stream().map(PlacedStep::step).toList(), buffers), origin));
            } else if (pairs.isMean(at)) {
                StatisticsPairs.Pair pair = pairs.at(at);
                known.add(pair.variance());
                drafts.addAll(
                        drafts(kernels.statistics(pair.x(), pair.mean(), pair.variance(), buffers), origin));
            } else if (!pairs.isVariance(at) || !known.containsAll(first.step().writes())) {
                drafts.addAll(drafts(first.step(), origin));
            }
            at += run.size();
        }
        return drafts;
    }

    /// The steps cut into runs; a product with its update is one of its own.
    private List<List<PlacedStep>> runs(List<PlacedStep> steps) {
        var runs = new ArrayList<List<PlacedStep>>();
        int at = 0;
        while (at < steps.size()) {
            int end = at;
            while (end < steps.size() && steps.get(end).update().isEmpty()) {
                end++;
            }
            for (List<Step> run : kernels.runs(steps.subList(at, end).stream().map(PlacedStep::step).toList())) {
                runs.add(steps.subList(at, at + run.size()));
                at += run.size();
            }
            if (end < steps.size()) {
                runs.add(steps.subList(end, end + 1));
                at = end + 1;
            }
        }
        return runs;
    }

    private List<LaunchDraft> drafts(Step step, Origin origin) {
        Optional<LibrarySteps.Made> library =
                step instanceof Multiply product ? libraries.of(product, origin) : Optional.empty();
        return library.map(made -> around(made, origin)).orElseGet(() -> ownDrafts(step, origin));
    }

    private List<LaunchDraft> ownDrafts(Step step, Origin origin) {
        List<StepKernel> made = kernels.kernels(step, buffers);
        return made.size() == 1
                ? List.of(new LaunchDraft(Optional.of(made.getFirst()), withoutKernel(step, origin), origin))
                : drafts(made, origin);
    }

    private Optional<LaunchStep> withoutKernel(Step step, Origin origin) {
        if (step instanceof Elementwise loop && Fills.isZero(loop)) {
            return Optional.of(Fills.memset(loop, origin, buffers));
        }
        if (step instanceof Copy copy && RowCopies.is(copy, buffers)) {
            return Optional.of(RowCopies.of(copy, origin, buffers));
        }
        return Optional.empty();
    }

    private List<LaunchDraft> around(LibrarySteps.Made made, Origin origin) {
        var drafts = new ArrayList<LaunchDraft>();
        made.before().forEach(s -> drafts.addAll(drafts(s, origin)));
        drafts.add(new LaunchDraft(Optional.empty(), Optional.of(made.step()), origin));
        made.after().forEach(s -> drafts.addAll(drafts(s, origin)));
        return drafts;
    }

    private static List<LaunchDraft> drafts(List<StepKernel> made, Origin origin) {
        return made.stream().map(k -> LaunchDraft.of(k, origin)).toList();
    }

    private LaunchStep launch(List<LaunchDraft> group) {
        LaunchDraft first = group.getFirst();
        if (group.size() == 1) {
            return first.step().orElseGet(() -> kernel(first.kernel().orElseThrow(), first.origin()));
        }
        List<StepKernel> parts =
                group.stream().map(d -> d.kernel().orElseThrow()).toList();
        return kernel(kernels.sideBySide(parts), largest(group).origin());
    }

    /// The one that moves most.
    private LaunchDraft largest(List<LaunchDraft> group) {
        return group.stream()
                .max(Comparator.comparingLong(d -> buffers.bytes(d.reads()) + buffers.bytes(d.writes())))
                .orElseThrow();
    }

    private LaunchStep kernel(StepKernel made, Origin origin) {
        String module = modules.add(made.kernel());
        List<View> reads = KernelViews.read(made);
        List<View> writes = KernelViews.written(made);
        var effects = new Effects(
                reads, writes, origin, buffers.bytes(reads), buffers.bytes(writes), made.flops());
        return new LaunchStep.Kernel(
                made.kernel().name(), module, made.kernel().entry(), made.launch(), effects, Order.MAIN);
    }
}
