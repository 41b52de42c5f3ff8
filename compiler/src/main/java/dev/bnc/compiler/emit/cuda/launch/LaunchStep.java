package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.graph.op.Window;
import java.util.List;
import java.util.Optional;

/// One entry of a launch plan: one node of the captured graph.
public sealed interface LaunchStep {
    /// What it does: `conv`, `batch_norm`, `sgd`.
    String name();

    /// What it reads and writes, where it comes from, what it costs.
    Effects effects();

    /// What it runs after.
    Order order();

    /// A launch of a kernel.
    ///
    /// @param module name of the [KernelModule]
    /// @param entry name of the kernel in it
    record Kernel(String name, String module, String entry, Launch launch, Effects effects, Order order)
            implements LaunchStep {}

    /// A product by cuBLASLt, row-major: `c[m, n] = epilogue(a[m, k] . b[k, n])`.
    ///
    /// @param transposed which factors lie transposed
    /// @param algorithm the library's choice, 64 bytes as 8 numbers; empty if it is to be made where the plan runs
    record Gemm(
            String name,
            View a,
            View b,
            View c,
            Transposed transposed,
            GemmEpilogue epilogue,
            Compute compute,
            Optional<View> workspace,
            List<Long> algorithm,
            Effects effects,
            Order order)
            implements LaunchStep {
        /// Numbers of an algorithm.
        public static final int ALGORITHM = 8;

        public Gemm {
            algorithm = List.copyOf(algorithm);
        }
    }

    /// Which factors of a product lie transposed.
    enum Transposed {
        /// `a[m, k]`, `b[k, n]`.
        NONE,
        /// `a` lies as `[k, m]`.
        LEFT,
        /// `b` lies as `[n, k]`.
        RIGHT,
        /// Both.
        BOTH;

        /// Whether `a` lies transposed.
        public boolean left() {
            return this == LEFT || this == BOTH;
        }

        /// Whether `b` does.
        public boolean right() {
            return this == RIGHT || this == BOTH;
        }
    }

    /// How products are computed.
    enum Compute {
        /// Single precision throughout.
        F32,
        /// Factors rounded to tf32, sums in single precision.
        TF32,
        /// Factors in bf16, sums in single precision.
        BF16
    }

    /// What cuBLASLt does to a product's elements.
    sealed interface GemmEpilogue {
        /// Nothing.
        record None() implements GemmEpilogue {}

        /// Adds a number a column.
        record Bias(View bias) implements GemmEpilogue {}

        /// Adds a number a column, then cuts off what is negative.
        record BiasRelu(View bias) implements GemmEpilogue {}

        /// The vector that is added, if there is one.
        default Optional<View> added() {
            return switch (this) {
                case None _ -> Optional.empty();
                case Bias(View bias) -> Optional.of(bias);
                case BiasRelu(View bias) -> Optional.of(bias);
            };
        }
    }

    /// A convolution by cuDNN, images `[n, h, w, c]`, filters `[o, kh, kw, c]`.
    ///
    /// @param x the image
    /// @param w the filter
    /// @param y the result of the forward direction; which of the three is written follows from `direction`
    /// @param engine how the library does it; empty if its heuristics are to choose where the plan runs
    record Conv(
            String name,
            Direction direction,
            Window window,
            int groups,
            View x,
            View w,
            View y,
            Compute compute,
            Optional<View> workspace,
            Optional<Engine> engine,
            Effects effects,
            Order order)
            implements LaunchStep {}

    /// What a convolution computes.
    enum Direction {
        /// `y` of `x` and `w`.
        FORWARD,
        /// The gradient `x` of `y` and `w`.
        INPUT_GRADIENT,
        /// The gradient `w` of `x` and `y`.
        WEIGHT_GRADIENT
    }

    /// How cuDNN does a graph.
    ///
    /// @param index of the engine
    /// @param knobs pairs of type and value
    /// @param plan file of the library's own plan within the plan's folder, if one was kept
    record Engine(int index, List<Knob> knobs, Optional<String> plan) {
        public Engine {
            knobs = List.copyOf(knobs);
        }
    }

    /// A choice of an engine.
    record Knob(int type, long value) {}

    /// A batch norm by cuDNN.
    ///
    /// @param operands forward: x, gamma, beta; backward: dy, x, mean, inverse deviation, gamma
    /// @param results forward: y, mean, inverse deviation; backward: dx, dgamma, dbeta
    record Norm(
            String name,
            Pass pass,
            double eps,
            List<View> operands,
            List<View> results,
            Optional<View> workspace,
            Optional<Engine> engine,
            Effects effects,
            Order order)
            implements LaunchStep {
        public Norm {
            operands = List.copyOf(operands);
            results = List.copyOf(results);
        }
    }

    /// Direction of a batch norm.
    enum Pass {
        /// With the batch's statistics.
        FORWARD,
        /// Its gradients.
        BACKWARD
    }

    /// Fills a contiguous view with one byte value, 0 to 255.
    record Memset(String name, View target, int value, Effects effects, Order order) implements LaunchStep {}

    /// Copies rows of one view to another of the same rows and columns: `cuMemcpy2DAsync` on the device.
    record Copy(String name, View source, View target, Effects effects, Order order) implements LaunchStep {}
}
