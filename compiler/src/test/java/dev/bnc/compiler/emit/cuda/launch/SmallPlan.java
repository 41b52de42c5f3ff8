package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A launch plan written by hand, correct, with every kind of step; and what to change of it to break a rule.
///
/// Buffers: 0 input `x`, 1 parameter `w`, 2 temporary `a`, 3 temporary `b`, 4 output `y`, 5 a workspace.
final class SmallPlan {
    static final int X = 0;
    static final int W = 1;
    static final int A = 2;
    static final int B = 3;
    static final int Y = 4;
    static final int SPACE = 5;
    static final List<Integer> DIMS = List.of(4, 8);
    static final View NARROW = new View(B, 0, List.of(4, 4), 8);
    static final View BIAS = new View(W, 0, List.of(4), 4);

    final List<DeviceBuffer> buffers = new ArrayList<>();
    final List<KernelModule> modules = new ArrayList<>();
    final List<LaunchStep> setup = new ArrayList<>();
    final List<LaunchStep> steps = new ArrayList<>();
    Arena arena = new Arena(2048, 256);
    Target target = new Target("sm_90", "13.0", 13000, Optional.of("13.1.0"), Optional.of("9.19.0"));

    SmallPlan() {
        buffers.add(buffer("x", BufferRole.INPUT, 256, new Life(0, 5)));
        buffers.add(buffer("w", BufferRole.PARAMETER, 0, new Life(0, 5)));
        buffers.add(buffer("%a", BufferRole.TEMPORARY, 512, new Life(0, 3)));
        buffers.add(buffer("%b", BufferRole.TEMPORARY, 768, new Life(1, 4)));
        buffers.add(buffer("y", BufferRole.OUTPUT, 1024, new Life(4, 5)));
        buffers.add(buffer("%space", BufferRole.WORKSPACE, 1280, new Life(2, 2)));
        List<Parameter> signature = List.of(
                Parameter.read("from"), Parameter.write("to"), Parameter.value("count", DataType.I32),
                Parameter.value("rows", DataType.I64), Parameter.value("scale", DataType.F32));
        var entry = new KernelModule.Entry("scale", signature, Optional.of(new KernelModule.Resources(12, 0, 1024)));
        modules.add(new KernelModule(
                "scale", "// text\n", List.of("--fmad=true"), Optional.of("kernels/scale.sm_90.cubin"), "nvcc 13.0", List.of(entry)));
        steps.add(kernel(X, A));
        steps.add(new LaunchStep.Memset("zero", whole(B), 0, effects(List.of(), List.of(whole(B))), Order.MAIN));
        steps.add(gemm());
        steps.add(conv());
        steps.add(new LaunchStep.Copy("copy", whole(B), whole(Y), effects(List.of(whole(B)), List.of(whole(Y))), Order.MAIN));
        steps.add(norm());
    }

    LaunchPlan plan() {
        return new LaunchPlan("small", 4, target, arena, buffers, modules, setup, steps);
    }

    static View whole(int buffer) {
        return View.dense(buffer, DIMS);
    }

    static DeviceBuffer buffer(String name, BufferRole role, long offset, Life life) {
        return new DeviceBuffer(
                name, role, DataType.F32, DIMS, DeviceBuffer.dense(DIMS), offset, 128, life, Optional.empty());
    }

    static Effects effects(List<View> reads, List<View> writes) {
        return new Effects(reads, writes, new Origin("h1.dense", "small.net", 3, 5), 128L * reads.size(), 128L * writes.size(), 64);
    }

    static LaunchStep.Kernel kernel(int from, int to) {
        return kernel(from, to, Dim3.of(2), Dim3.of(32), 64);
    }

    static LaunchStep.Kernel kernel(int from, int to, Dim3 grid, Dim3 block, int shared) {
        List<Argument> args = List.of(
                new Argument.Pointer(whole(from)),
                new Argument.Pointer(whole(to)),
                new Argument.I32(32),
                new Argument.I64(4),
                new Argument.F32(0.1f));
        return kernel(new Launch(grid, block, shared, args), effects(List.of(whole(from)), List.of(whole(to))));
    }

    static LaunchStep.Kernel kernel(Launch launch, Effects effects) {
        return new LaunchStep.Kernel("scale", "scale", "scale", launch, effects, Order.MAIN);
    }

    static LaunchStep.Gemm gemm() {
        return gemm(new View(W, 0, List.of(4, 8), 8), LaunchStep.Compute.TF32, effects(gemmReads(), gemmWrites()));
    }

    static LaunchStep.Gemm gemm(View factor, LaunchStep.Compute compute, Effects effects) {
        return new LaunchStep.Gemm(
                "dense",
                whole(A),
                factor,
                NARROW,
                LaunchStep.Transposed.RIGHT,
                new LaunchStep.GemmEpilogue.BiasRelu(BIAS),
                compute,
                Optional.of(whole(SPACE)),
                List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L),
                effects,
                Order.MAIN);
    }

    static List<View> gemmReads() {
        return List.of(whole(A), whole(W), BIAS);
    }

    static List<View> gemmWrites() {
        return List.of(NARROW, whole(SPACE));
    }

    private static final View IMAGES = View.dense(A, List.of(1, 2, 2, 8));
    private static final View FILTERS = View.dense(W, List.of(4, 1, 1, 8));
    private static final View RESULT = View.dense(B, List.of(1, 2, 2, 4));

    static LaunchStep.Conv conv() {
        return conv(Window.of(Extent.square(1)), FILTERS, List.of(IMAGES, FILTERS));
    }

    static LaunchStep.Conv conv(Window window, View filters, List<View> reads) {
        var engine = new LaunchStep.Engine(4, List.of(new LaunchStep.Knob(2, 1)), Optional.of("cudnn/conv.json"));
        return new LaunchStep.Conv(
                "conv",
                LaunchStep.Direction.FORWARD,
                window,
                1,
                IMAGES,
                filters,
                RESULT,
                LaunchStep.Compute.TF32,
                Optional.empty(),
                Optional.of(engine),
                effects(reads, List.of(RESULT)),
                Order.MAIN);
    }

    private static LaunchStep norm() {
        return new LaunchStep.Norm(
                "bn",
                LaunchStep.Pass.FORWARD,
                1e-5,
                List.of(whole(X)),
                List.of(whole(Y)),
                Optional.empty(),
                Optional.empty(),
                effects(List.of(whole(X)), List.of(whole(Y))),
                Order.MAIN);
    }
}
