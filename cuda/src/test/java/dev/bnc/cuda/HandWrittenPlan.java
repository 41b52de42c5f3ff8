package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.Effects;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.Life;
import dev.bnc.compiler.emit.cuda.launch.Order;
import dev.bnc.compiler.emit.cuda.launch.Parameter;
import dev.bnc.compiler.emit.cuda.launch.Target;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A step on four examples, small enough to be checked by hand: `y = x . w`, `loss = sum(y)`, `w -= rate`, with a copy of rows, a
/// memset, a setup, and one step on a side stream.
///
/// Setup: `bias = 1`. Steps: `y[4,2] = x[4,3] . w[3,2] + bias`; `wide[4,3] = 0`; the columns of y into wide's first two;
/// `loss = sum(wide)`, in a side stream; `w -= rate`.
final class HandWrittenPlan {
    static final int BATCH = 4;

    static final String SOURCE = """
            #ifndef BNC_CPU
            #define BNC_KERNEL(name)
            #endif
            extern "C" __global__ void fill(float* x, float value) { x[threadIdx.x] = value; }
            BNC_KERNEL(fill)

            extern "C" __global__ void __launch_bounds__(32) product(
                    const float* x, const float* w, const float* bias, float* y, int depth, int columns) {
              int row = blockIdx.x, column = threadIdx.x;
              if (column < columns) {
                float sum = bias[column];
                for (int k = 0; k < depth; k++) sum += x[row * depth + k] * w[k * columns + column];
                y[row * columns + column] = sum;
              }
            }
            BNC_KERNEL(product)

            extern "C" __global__ void total(const float* x, float* sum, long long count) {
              if (threadIdx.x == 0) {
                float all = 0;
                for (long long i = 0; i < count; i++) all += x[i];
                *sum = all;
              }
            }
            BNC_KERNEL(total)

            extern "C" __global__ void descend(float* w, const float* rate, float factor) {
              if (threadIdx.x < 6) w[threadIdx.x] -= factor * *rate;
            }
            BNC_KERNEL(descend)
            """;

    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private long end;

    private HandWrittenPlan() {}

    /// Where the weights are.
    static StateLayout state() {
        return new StateLayout(List.of(
                new StateTensor("w", List.of(3, 2), Role.WEIGHT, new Initializer.Constant(0), 0)));
    }

    static LaunchPlan plan() {
        return new HandWrittenPlan().build();
    }

    private View buffer(String name, BufferRole role, Integer... shape) {
        List<Integer> sizes = List.of(shape);
        long bytes = 4;
        for (int size : sizes) {
            bytes *= size;
        }
        buffers.add(new DeviceBuffer(
                name,
                role,
                DataType.F32,
                sizes,
                DeviceBuffer.dense(sizes),
                end,
                bytes,
                new Life(0, 10),
                Optional.empty()));
        end += Arena.aligned(bytes);
        return View.dense(buffers.size() - 1, sizes);
    }

    private LaunchPlan build() {
        View w = buffer("w", BufferRole.PARAMETER, 3, 2);
        long stateBytes = end;
        View x = buffer("x", BufferRole.INPUT, BATCH, 3);
        View rate = buffer("rate", BufferRole.HYPERPARAMETER);
        View bias = buffer("bias", BufferRole.CONSTANT, 2);
        View wide = buffer("wide", BufferRole.TEMPORARY, BATCH, 3);
        View y = buffer("y", BufferRole.OUTPUT, BATCH, 2);
        View loss = buffer("loss", BufferRole.OUTPUT);
        View columns = new View(wide.buffer(), 0, List.of(BATCH, 2), 3);

        LaunchStep fill =
                kernel("fill", 1, List.of(new Argument.Pointer(bias), new Argument.F32(1)), writes(bias), Order.MAIN);
        LaunchStep product = kernel(
                "product",
                BATCH,
                List.of(
                        new Argument.Pointer(x),
                        new Argument.Pointer(w),
                        new Argument.Pointer(bias),
                        new Argument.Pointer(y),
                        new Argument.I32(3),
                        new Argument.I32(2)),
                writes(y),
                Order.MAIN);
        LaunchStep zero = new LaunchStep.Memset("zero", wide, 0, writes(wide), Order.MAIN);
        LaunchStep copy = new LaunchStep.Copy("copy", y, columns, moves(y, columns), Order.MAIN);
        LaunchStep total = kernel(
                "total",
                1,
                List.of(new Argument.Pointer(wide), new Argument.Pointer(loss), new Argument.I64(12)),
                writes(loss),
                new Order(1, List.of(2)));
        LaunchStep descend = kernel(
                "descend",
                1,
                List.of(new Argument.Pointer(w), new Argument.Pointer(rate), new Argument.F32(1)),
                writes(w),
                Order.MAIN);
        return new LaunchPlan(
                "by_hand",
                BATCH,
                Target.SM_90,
                new Arena(end, stateBytes),
                buffers,
                List.of(module()),
                List.of(fill),
                List.of(product, zero, copy, total, descend));
    }

    private static Effects moves(View from, View to) {
        return new Effects(List.of(from), List.of(to), Origin.NONE, 0, 0, 0);
    }

    private static Effects writes(View view) {
        return new Effects(List.of(), List.of(view), Origin.NONE, 0, 0, 0);
    }

    private static LaunchStep kernel(String entry, int blocks, List<Argument> arguments, Effects effects, Order order) {
        int threads = entry.equals("fill") ? 2 : 32;
        return new LaunchStep.Kernel(
                entry, "kernels", entry, new Launch(Dim3.of(blocks), Dim3.of(threads), 0, arguments), effects, order);
    }

    private static KernelModule module() {
        return new KernelModule(
                "kernels",
                SOURCE,
                List.of("--std=c++17"),
                Optional.empty(),
                "",
                List.of(
                        entry("fill", Parameter.write("x"), Parameter.value("value", DataType.F32)),
                        entry(
                                "product",
                                Parameter.read("x"),
                                Parameter.read("w"),
                                Parameter.read("bias"),
                                Parameter.write("y"),
                                Parameter.value("depth", DataType.I32),
                                Parameter.value("columns", DataType.I32)),
                        entry(
                                "total",
                                Parameter.read("x"),
                                Parameter.write("sum"),
                                Parameter.value("count", DataType.I64)),
                        entry(
                                "descend",
                                Parameter.update("w"),
                                Parameter.read("rate"),
                                Parameter.value("factor", DataType.F32))));
    }

    private static KernelModule.Entry entry(String name, Parameter... signature) {
        return new KernelModule.Entry(name, List.of(signature), Optional.empty());
    }
}
