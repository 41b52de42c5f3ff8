package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.Effects;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Compute;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Direction;
import dev.bnc.compiler.emit.cuda.launch.Order;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import dev.bnc.compiler.emit.cuda.library.LibraryTask.Images;
import dev.bnc.compiler.emit.cuda.library.LibraryTask.Matrix;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Epilogue;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Right;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// Leaves products to cuBLASLt and convolutions to cuDNN, where the advisor says so.
///
/// cuDNN wants filters as `[o, kh, kw, c]`: a copy before the step brings them there, or brings a filter's gradient back. What
/// a library does not do to a product's elements, a loop does afterwards, in place.
final class LibrarySteps {
    private final LibraryUse use;
    private final DeviceBuffers memory;

    /// A step of a library among steps of our own.
    record Made(List<Step> before, LaunchStep step, List<Step> after) {}

    LibrarySteps(LibraryUse use, DeviceBuffers memory) {
        this.use = use;
        this.memory = memory;
    }

    /// Whether a library does the product.
    boolean take(Multiply product) {
        return making(product, Origin.NONE).isPresent();
    }

    /// The steps that do a product; empty if our own kernels are to.
    Optional<Made> of(Multiply product, Origin origin) {
        return making(product, origin).map(Supplier::get);
    }

    /// What makes these steps, and the buffers that they need.
    private Optional<Supplier<Made>> making(Multiply product, Origin origin) {
        if (!(product.right() instanceof Right.Strided right)) {
            return Optional.empty();
        }
        return switch (product.left()) {
            case Left.Rows(Operand a) -> gemm(product, right, View.of(a).matrix(), false, origin);
            case Left.Columns(Operand a) -> gemm(product, right, View.of(a).matrix(), true, origin);
            case Left.Patches l when l.sight() == Left.Sight.ALL ->
                convolution(product, right, l.operand(), l.window(), l.places(), origin);
            case Left.Cells l when l.sight() == Left.Sight.ALL ->
                inputGradient(product, right, l, origin);
            case Left.PatchColumns l when l.sight() == Left.Sight.ALL ->
                weightGradient(product, right, l, origin);
            case Left.Patches _, Left.Cells _, Left.PatchColumns _, Left.Winograd _, Left.WinogradCells _ ->
                Optional.empty();
        };
    }

    private DataType type(View view) {
        return memory.type(view.buffer());
    }

    /// Whether the types of factors are those of the arithmetic.
    private boolean factorsFit(DataType one, DataType other) {
        DataType wanted = use.compute() == Compute.BF16 ? DataType.BF16 : DataType.F32;
        return one == wanted && other == wanted;
    }

    private Optional<Supplier<Made>> gemm(Multiply product, Right.Strided right, View a, boolean left, Origin origin) {
        OptionalInt distance = right.depthStride();
        boolean plain = distance.isPresent() && right.columnStride() == 1 && distance.getAsInt() >= product.n();
        boolean turned = distance.isPresent() && distance.getAsInt() == 1 && right.columnStride() >= product.depth();
        if (!plain && !turned) {
            return Optional.empty();
        }
        Operand factor = right.operand();
        View b = plain
                ? new View(factor.buffer(), factor.start(), List.of(product.depth(), product.n()), distance.getAsInt())
                : new View(factor.buffer(), factor.start(), List.of(product.n(), product.depth()), right.columnStride());
        View c = View.of(product.target()).matrix();
        if (!factorsFit(type(a), type(b))) {
            return Optional.empty();
        }
        LaunchStep.GemmEpilogue epilogue = LibraryEpilogues.of(product, type(c) == DataType.F32);
        var task = new LibraryTask.Gemm(
                Matrix.of(a, type(a)),
                Matrix.of(b, type(b)),
                Matrix.of(c, type(c)),
                transposed(left, !plain),
                LibraryTask.Finish.of(epilogue),
                use.compute());
        return use.advisor().advise(task).map(advice -> () -> {
            var reads = new ArrayList<>(List.of(a, b));
            epilogue.added().ifPresent(reads::add);
            Optional<View> room = room(advice);
            var step = new LaunchStep.Gemm(
                    "gemm",
                    a,
                    b,
                    c,
                    task.transposed(),
                    epilogue,
                    use.compute(),
                    room,
                    advice.algorithm(),
                    effects(reads, c, room, 2L * product.m() * product.n() * product.depth(), origin),
                    Order.MAIN);
            boolean finished = !(epilogue instanceof LaunchStep.GemmEpilogue.None);
            return new Made(List.of(), step, finished ? List.of() : rest(product));
        });
    }

    private static LaunchStep.Transposed transposed(boolean left, boolean right) {
        if (left) {
            return right ? LaunchStep.Transposed.BOTH : LaunchStep.Transposed.LEFT;
        }
        return right ? LaunchStep.Transposed.RIGHT : LaunchStep.Transposed.NONE;
    }

    private Optional<Supplier<Made>> convolution(
            Multiply product, Right.Strided right, Operand image, Window window, Extent places, Origin origin) {
        View x = View.of(image);
        View y = images(product.target(), x.dims().getFirst(), places);
        List<Integer> sizes = List.of(product.n(), window.kernel().height(), window.kernel().width(), image.columns());
        List<Integer> strides = List.of(
                right.columnStride(),
                right.depthStrides().get(0),
                right.depthStrides().get(1),
                right.depthStrides().get(2));
        return filtered(product, new Ends(Direction.FORWARD, window, x, y), right, new Box(sizes, strides), origin);
    }

    private Optional<Supplier<Made>> inputGradient(Multiply product, Right.Strided right, Left.Cells left, Origin origin) {
        View y = View.of(left.operand());
        View x = images(product.target(), y.dims().getFirst(), left.cells());
        Window window = left.window();
        List<Integer> sizes =
                List.of(left.operand().columns(), window.kernel().height(), window.kernel().width(), product.n());
        List<Integer> strides = List.of(
                right.depthStrides().get(2),
                right.depthStrides().get(0),
                right.depthStrides().get(1),
                right.columnStride());
        return filtered(product, new Ends(Direction.INPUT_GRADIENT, window, x, y), right, new Box(sizes, strides), origin);
    }

    /// What a convolution goes from and to.
    private record Ends(Direction direction, Window window, View x, View y) {}

    /// Where the elements of a filter `[o, kh, kw, c]` lie.
    private record Box(List<Integer> sizes, List<Integer> strides) {}

    private static View images(Operand matrix, int n, Extent extent) {
        List<Integer> dims = List.of(n, extent.height(), extent.width(), matrix.columns());
        return new View(matrix.buffer(), matrix.start(), dims, matrix.stride());
    }

    private Optional<Supplier<Made>> filtered(Multiply product, Ends ends, Right.Strided right, Box box, Origin origin) {
        DataType type = use.compute() == Compute.BF16 ? DataType.BF16 : DataType.F32;
        if (!factorsFit(type(ends.x), type(ends.y))) {
            return Optional.empty();
        }
        var task = task(ends, Images.of(View.dense(0, box.sizes), type));
        return use.advisor().advise(task).map(advice -> () -> {
            View w = memory.allocate("filter", type, box.sizes);
            Operand filter = Operand.dense(w.buffer(), box.sizes);
            Step copy = new Copy(
                    right.operand(),
                    new Copy.Walk(0, box.strides),
                    filter,
                    new Copy.Walk(0, DeviceBuffer.dense(box.sizes)),
                    box.sizes);
            View from = ends.direction == Direction.FORWARD ? ends.x : ends.y;
            View to = ends.direction == Direction.FORWARD ? ends.y : ends.x;
            LaunchStep step = conv(product, ends, w, new Roles(List.of(from, w), to), advice, origin);
            return new Made(List.of(copy), step, rest(product));
        });
    }

    private Optional<Supplier<Made>> weightGradient(
            Multiply product, Right.Strided right, Left.PatchColumns left, Origin origin) {
        OptionalInt distance = right.depthStride();
        Operand dy = right.operand();
        View x = View.of(left.operand());
        if (distance.isEmpty() || right.columnStride() != 1 || distance.getAsInt() < product.n()) {
            return Optional.empty();
        }
        Extent places = left.places();
        List<Integer> dims = List.of(x.dims().getFirst(), places.height(), places.width(), product.n());
        View y = new View(dy.buffer(), dy.start(), dims, distance.getAsInt());
        if (!factorsFit(type(x), type(y))) {
            return Optional.empty();
        }
        Extent kernel = left.window().kernel();
        List<Integer> sizes = List.of(product.n(), kernel.height(), kernel.width(), left.operand().columns());
        var ends = new Ends(Direction.WEIGHT_GRADIENT, left.window(), x, y);
        return use.advisor().advise(task(ends, Images.of(View.dense(0, sizes), DataType.F32))).map(advice -> () -> {
            View w = memory.allocate("filter", DataType.F32, sizes);
            List<Integer> matrix = List.of(product.n(), product.m());
            Step copy = new Copy(
                    Operand.dense(w.buffer(), matrix),
                    new Copy.Walk(0, List.of(product.m(), 1)),
                    product.target().matrix(),
                    new Copy.Walk(0, List.of(1, product.target().stride())),
                    matrix);
            LaunchStep step = conv(product, ends, w, new Roles(List.of(x, y), w), advice, origin);
            var after = new ArrayList<>(List.of(copy));
            after.addAll(rest(product));
            return new Made(List.of(), step, after);
        });
    }

    private LibraryTask.Conv task(Ends ends, Images filter) {
        return new LibraryTask.Conv(
                ends.direction,
                ends.window,
                Images.of(ends.x, type(ends.x)),
                filter,
                Images.of(ends.y, type(ends.y)),
                use.compute());
    }

    /// What a convolution reads and writes.
    private record Roles(List<View> reads, View written) {}

    private LaunchStep conv(Multiply product, Ends ends, View w, Roles roles, LibraryAdvice advice, Origin origin) {
        Optional<View> room = room(advice);
        long flops = 2L * product.m() * product.n() * product.depth();
        return new LaunchStep.Conv(
                "conv",
                ends.direction,
                ends.window,
                1,
                ends.x,
                w,
                ends.y,
                use.compute(),
                room,
                advice.engine(),
                effects(roles.reads, roles.written, room, flops, origin),
                Order.MAIN);
    }

    private Optional<View> room(LibraryAdvice advice) {
        if (advice.workspace() == 0) {
            return Optional.empty();
        }
        int words = Math.toIntExact(Arena.aligned(advice.workspace()) / DataType.F32.bytes());
        return Optional.of(memory.allocate("library", DataType.F32, List.of(words)));
    }

    private Effects effects(List<View> reads, View written, Optional<View> room, long flops, Origin origin) {
        var writes = new ArrayList<>(List.of(written));
        room.ifPresent(writes::add);
        return new Effects(reads, writes, origin, memory.bytes(reads), memory.bytes(List.of(written)), flops);
    }

    /// What is left to do to the elements of a product, in place.
    private static List<Step> rest(Multiply product) {
        Epilogue epilogue = product.epilogue();
        if (!epilogue.present()) {
            return List.of();
        }
        var operands = new ArrayList<>(List.of(product.target()));
        operands.addAll(epilogue.operands());
        return List.of(new Elementwise(
                epilogue.body(), operands, List.of(product.target()), product.m(), product.n(), product.m()));
    }
}
