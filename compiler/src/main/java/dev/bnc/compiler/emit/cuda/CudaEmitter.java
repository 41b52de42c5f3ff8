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
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Turns what a device is to do into a launch plan.
///
/// 1. Each step, or run of steps, becomes kernels ([StepKernels]), a fill or a copy. Mean and variance of one tensor are
///    found by the same kernels, in one reading.
/// 2. [ModuleTable] puts kernels of one kind into modules, equal ones once.
/// 3. [DeviceBuffers] knows all buffers, those that kernels asked for included; [ArenaPlanner] places them.
/// 4. [LaunchPlanVerifier] checks the result.
public final class CudaEmitter {
    private final StepKernels kernels;
    private final DeviceBuffers buffers;
    private final ModuleTable modules;

    private CudaEmitter(Plan plan, Storage storage, StepKernels kernels) {
        this.kernels = kernels;
        this.modules = new ModuleTable(kernels);
        this.buffers = new DeviceBuffers(plan, storage);
    }

    /// The launch plan, all buffers float32.
    public static LaunchPlan emit(DevicePlan device, StepKernels kernels, Target target) {
        return emit(new MixedPrecision(device, Storage.FLOAT32), kernels, target);
    }

    /// The launch plan, buffers as `mixed` says.
    public static LaunchPlan emit(MixedPrecision mixed, StepKernels kernels, Target target) {
        DevicePlan device = mixed.plan();
        Plan plan = device.plan();
        var emitter = new CudaEmitter(plan, mixed.storage(), kernels);
        List<LaunchStep> setup = emitter.steps(plan.setup(), device.setup());
        List<LaunchStep> steps = emitter.steps(plan.steps(), device.steps());
        ArenaPlanner.Placed placed = ArenaPlanner.place(emitter.buffers, setup, steps);
        List<DeviceBuffer> inPlace = placed.buffers();
        List<KernelModule> sources = emitter.modules.modules();
        var launches =
                new LaunchPlan(plan.name(), plan.batch(), target, placed.arena(), inPlace, sources, setup, steps);
        LaunchPlanVerifier.verify(launches);
        return launches;
    }

    private List<LaunchStep> steps(List<Step> steps, List<Origin> origins) {
        var pairs = StatisticsPairs.of(steps);
        var launches = new ArrayList<LaunchStep>();
        var known = new HashSet<Operand>();
        int at = 0;
        for (List<Step> run : kernels.runs(steps)) {
            Origin origin = origins.get(at).withoutFolder();
            if (run.size() > 1) {
                launches.addAll(kernels(kernels.together(run, buffers), origin));
            } else if (pairs.isMean(at)) {
                StatisticsPairs.Pair pair = pairs.at(at);
                known.add(pair.variance());
                launches.addAll(
                        kernels(kernels.statistics(pair.x(), pair.mean(), pair.variance(), buffers), origin));
            } else if (!pairs.isVariance(at) || !known.containsAll(run.getFirst().writes())) {
                launches.addAll(launches(run.getFirst(), origin));
            }
            at += run.size();
        }
        return launches;
    }

    private List<LaunchStep> launches(Step step, Origin origin) {
        if (step instanceof Elementwise loop && Fills.isZero(loop)) {
            return List.of(Fills.memset(loop, origin, buffers));
        }
        if (step instanceof Copy copy && RowCopies.is(copy, buffers)) {
            return List.of(RowCopies.of(copy, origin, buffers));
        }
        return kernels(kernels.kernels(step, buffers), origin);
    }

    private List<LaunchStep> kernels(List<StepKernel> made, Origin origin) {
        return made.stream().<LaunchStep>map(k -> kernel(k, origin)).toList();
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
