package dev.bnc.compiler.emit.cuda.library;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Direction;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.GemmEpilogue;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Transposed;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.op.Window;
import java.util.Locale;

/// What a library is asked to do: sizes, types and how things lie, without addresses. Equal tasks are done alike, so what
/// was found out about one holds for all.
public sealed interface LibraryTask {
    /// Whose it is.
    VendorLibrary library();

    /// All that the library's choice depends on, as one word a part.
    String key();

    /// Bytes of all operands together, each counted dense.
    long bytes();

    /// Rows of a matrix, `stride` elements apart.
    ///
    /// @param alignment bytes that the address is a multiple of, a power of two up to 256
    record Matrix(int rows, int columns, long stride, DataType type, int alignment) {
        /// A view as rows and columns.
        public static Matrix of(View view, DataType type) {
            return new Matrix(
                    Math.toIntExact(view.rows()), view.columns(), view.stride(), type, alignmentOf(view, type));
        }

        long bytes() {
            return (long) rows * columns * type.bytes();
        }

        /// First byte behind it, from its own first byte on.
        public long span() {
            return ((rows - 1L) * stride + columns) * type.bytes();
        }

        private String key() {
            return rows + "x" + columns + "/" + stride + ":" + word(type) + "@" + alignment;
        }
    }

    /// `c[m, n] = a[m, k] . b[k, n]`, row-major; see [LaunchStep.Gemm].
    record Gemm(Matrix a, Matrix b, Matrix c, Transposed transposed, Finish finish, Compute compute)
            implements LibraryTask {
        @Override
        public VendorLibrary library() {
            return VendorLibrary.CUBLASLT;
        }

        /// Elements that are summed for each of the result.
        public int depth() {
            return transposed.left() ? a.rows() : a.columns();
        }

        @Override
        public long bytes() {
            return a.bytes() + b.bytes() + c.bytes();
        }

        @Override
        public String key() {
            return String.join(
                    " ", "gemm", a.key(), b.key(), c.key(), word(transposed), word(finish), word(compute));
        }
    }

    /// What is done to a product's elements.
    enum Finish {
        /// Nothing.
        NONE,
        /// A number a column is added.
        BIAS,
        /// The same, and what is negative becomes 0.
        BIAS_RELU;

        /// That of a step's epilogue.
        public static Finish of(GemmEpilogue epilogue) {
            return switch (epilogue) {
                case GemmEpilogue.None _ -> NONE;
                case GemmEpilogue.Bias _ -> BIAS;
                case GemmEpilogue.BiasRelu _ -> BIAS_RELU;
            };
        }
    }

    /// Images `[n, h, w, c]`, or filters `[o, kh, kw, c]`; pixels `stride` elements apart.
    record Images(int n, int h, int w, int c, long stride, DataType type, int alignment) {
        /// A view of four dimensions.
        public static Images of(View view, DataType type) {
            if (view.dims().size() != 4) {
                throw new IllegalArgumentException("no images: " + view);
            }
            return new Images(
                    view.dims().get(0),
                    view.dims().get(1),
                    view.dims().get(2),
                    view.dims().get(3),
                    view.stride(),
                    type,
                    alignmentOf(view, type));
        }

        long bytes() {
            return (long) n * h * w * c * type.bytes();
        }

        /// First byte behind them, from their own first byte on.
        public long span() {
            return (((long) n * h * w - 1) * stride + c) * type.bytes();
        }

        private String key() {
            return n + "x" + h + "x" + w + "x" + c + "/" + stride + ":" + word(type) + "@" + alignment;
        }
    }

    /// A convolution or one of its gradients; see [LaunchStep.Conv].
    record Conv(Direction direction, Window window, Images x, Images w, Images y, Compute compute)
            implements LibraryTask {
        @Override
        public VendorLibrary library() {
            return VendorLibrary.CUDNN;
        }

        @Override
        public long bytes() {
            return x.bytes() + w.bytes() + y.bytes();
        }

        @Override
        public String key() {
            var p = window.padding();
            return String.join(
                    " ",
                    "conv",
                    word(direction),
                    x.key(),
                    w.key(),
                    y.key(),
                    "stride" + window.stride().height() + "x" + window.stride().width(),
                    "padding" + p.top() + "," + p.left() + "," + p.bottom() + "," + p.right(),
                    "dilation" + window.dilation().height() + "x" + window.dilation().width(),
                    word(compute));
        }
    }

    /// The task of a plan's step.
    static Gemm of(LaunchStep.Gemm step, LaunchPlan plan) {
        return new Gemm(
                Matrix.of(step.a(), type(plan, step.a())),
                Matrix.of(step.b(), type(plan, step.b())),
                Matrix.of(step.c(), type(plan, step.c())),
                step.transposed(),
                Finish.of(step.epilogue()),
                step.compute());
    }

    /// The task of a plan's step.
    static Conv of(LaunchStep.Conv step, LaunchPlan plan) {
        return new Conv(
                step.direction(),
                step.window(),
                Images.of(step.x(), type(plan, step.x())),
                Images.of(step.w(), type(plan, step.w())),
                Images.of(step.y(), type(plan, step.y())),
                step.compute());
    }

    private static DataType type(LaunchPlan plan, View view) {
        return plan.buffers().get(view.buffer()).type();
    }

    private static int alignmentOf(View view, DataType type) {
        long first = view.start() * type.bytes();
        return first == 0 ? Arena.ALIGNMENT : (int) Math.min(Arena.ALIGNMENT, Long.lowestOneBit(first));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
