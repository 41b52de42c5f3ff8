package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.graph.op.Conv2dWeightGradient;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Epilogue;
import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Spread;
import dev.bnc.compiler.plan.Workspaces;
import dev.bnc.runtime.kernel.ChunkedWork;
import dev.bnc.runtime.kernel.DepthwiseConvolution;
import dev.bnc.runtime.kernel.LineConvolution;
import dev.bnc.runtime.kernel.LineTile;
import dev.bnc.runtime.kernel.LoopProduct;
import dev.bnc.runtime.kernel.MatrixProduct;
import dev.bnc.runtime.kernel.MicroKernel;
import dev.bnc.runtime.kernel.PackPanels;
import dev.bnc.runtime.kernel.ProductKernels;
import dev.bnc.runtime.kernel.ProductSize;
import dev.bnc.runtime.kernel.RightMatrix;
import dev.bnc.runtime.kernel.RowProduct;
import dev.bnc.runtime.kernel.WeightGradient;
import dev.bnc.runtime.kernel.WeightGradientSum;
import dev.bnc.runtime.kernel.WinogradBackwards;
import dev.bnc.runtime.kernel.WinogradConvolution;
import dev.bnc.runtime.kernel.WinogradFilter;
import dev.bnc.runtime.kernel.WinogradForm;
import dev.bnc.runtime.kernel.WinogradGradient;
import dev.bnc.runtime.kernel.WinogradGradientSum;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/// Emits [Multiply] and [Pack]: a call for each chunk of a driver of runtime, which knows how the work is blocked,
/// and itself calls an emitted micro-kernel.
record MatrixEmitter(OperandViews views, MicroKernels kernels, LoopChoice loops, Linking.Constants data) {
    private static final Method RUN = Method.ofInterface(Type.getType(ChunkedWork.class), "run", "([F[FI)V");

    List<Phase> phases(Pack pack) {
        return switch (pack.form()) {
            case PANELS -> panels(pack);
            case WINOGRAD ->
                winograd(
                        WinogradForm.convolving(side(pack)),
                        pack,
                        KernelShapes.rightMatrix(pack),
                        views.matrix(pack.source()));
            case WINOGRAD_TURNED -> {
                RightMatrix filter = KernelShapes.rightMatrix(pack);
                var source = views.matrix(pack.source()).from(filter.lastTap());
                yield winograd(WinogradForm.convolving(side(pack)), pack, filter.turned(), source);
            }
            case WINOGRAD_CELLS ->
                winograd(
                        WinogradForm.goingBack(side(pack)),
                        pack,
                        KernelShapes.rightMatrix(pack),
                        views.matrix(pack.source()));
        };
    }

    private static int side(Pack filter) {
        return filter.depthSizes().getFirst();
    }

    private List<Phase> winograd(
            WinogradForm form, Pack pack, RightMatrix filter, dev.bnc.runtime.kernel.Operand source) {
        return phase(Made.by(WinogradFilter.class, form, kernels.tile(), filter, source, views.matrix(pack.target())));
    }

    private List<Phase> panels(Pack pack) {
        return phase(Made.by(
                PackPanels.class,
                loops.reads(pack) ? LoopProduct.panels(pack.columns()) : kernels.tile(),
                KernelShapes.rightMatrix(pack),
                views.matrix(pack.source()),
                views.matrix(pack.target())));
    }

    List<Phase> phases(Multiply multiply) {
        return phase(product(multiply));
    }

    /// A weight gradient: partial sums, then their sum.
    List<Phase> phases(Conv2dWeightGradient op, Call gradient) {
        Operand x = gradient.input(0);
        Operand dy = gradient.input(1);
        var sums = views.matrix(gradient.workspace().orElseThrow());
        var result = views.matrix(gradient.output());
        var window = KernelShapes.window(op.window(), x, dy);
        ProductKernels kernel = kernels.product().only(MicroKernel.Reading.COLUMNS);
        boolean winograd = Workspaces.winograd(op, x, dy);
        Class<? extends ChunkedWork> kind = winograd ? WinogradGradient.class : WeightGradient.class;
        var parts = Made.by(kind, kernel, window, dy.columns(), views.matrix(x), views.matrix(dy), sums);
        Made<? extends ChunkedWork> sum = winograd
                ? Made.by(WinogradGradientSum.class, Workspaces.winogradParts(op, x, dy), sums, result)
                : Made.by(WeightGradientSum.class, Workspaces.parts(op, x, dy), sums, result);
        return Stream.of(parts, sum).map(this::phase).flatMap(List::stream).toList();
    }

    private List<Phase> phase(Made<? extends ChunkedWork> work) {
        Expression driver = data.constant(work, ChunkedWork.class);
        return List.of(new Phase(
                work.object().chunks(),
                (code, parameters) ->
                        code.run(RUN.call(driver, parameters.state(), parameters.arena(), parameters.chunk()))));
    }

    private Made<? extends ChunkedWork> product(Multiply multiply) {
        Epilogue epilogue = multiply.epilogue();
        ProductKernels all = epilogue.present() ? kernels.finishing(FinishKind.of(multiply)) : kernels.product();
        ProductKernels kernel = all.only(reading(multiply.left())).only(panelWidths(multiply));
        List<dev.bnc.runtime.kernel.Operand> extras = epilogue.operands().stream()
                .map(operand -> views.meeting(operand, Spread.of(operand, multiply.m(), multiply.n())))
                .toList();
        var size = new ProductSize(multiply.m(), multiply.depth(), multiply.n());
        var x = views.matrix(multiply.left().operand());
        var panels = views.matrix(multiply.packed());
        var y = views.matrix(multiply.target());
        return switch (multiply.left()) {
            case Left.Rows _ when size.rows() == 1 ->
                Made.by(
                        RowProduct.class,
                        kernels.rows(size.columns()),
                        kernel.epilogue(),
                        size,
                        x,
                        panels,
                        y,
                        extras);
            case Left.Rows _ -> inRows(multiply, "ofRows", kernel, List.of(size), x, panels, y, extras);
            case Left.Columns _ -> made("ofColumns", kernel, size, x, panels, y, extras);
            case Left.Patches left when left.sight() == Left.Sight.OWN ->
                DepthwiseConvolution.possible(over(left))
                        ? Made.by(DepthwiseConvolution.class, kernel, over(left), x, panels, y, extras)
                        : made("ofChannels", kernel, over(left), x, panels, y, extras);
            case Left.PatchColumns left when left.sight() == Left.Sight.OWN ->
                made("ofChannelColumns", kernel, over(left), x, panels, y, extras);
            case Left.Cells left when left.sight() == Left.Sight.OWN ->
                made("ofChannelCells", kernel, over(left), x, panels, y, extras);
            case Left.Winograd left ->
                Made.by(WinogradConvolution.class, kernel, over(left), multiply.n(), x, panels, y, extras);
            case Left.WinogradCells left ->
                Made.by(WinogradBackwards.class, kernel, over(left), multiply.n(), x, panels, y, extras);
            case Left.Patches left
            when !loops.include(multiply) && LineTile.possible(over(left), multiply.n(), kernels.tile()) ->
                Made.by(
                        LineConvolution.class,
                        kernels.lines(over(left), multiply.n()),
                        kernel.epilogue(),
                        over(left),
                        multiply.n(),
                        x,
                        panels,
                        y,
                        extras);
            case Left.Patches left ->
                inRows(multiply, "ofPatches", kernel, List.of(over(left), multiply.n()), x, panels, y, extras);
            case Left.PatchColumns left ->
                made("ofPatchColumns", kernel, over(left), multiply.n(), x, panels, y, extras);
            case Left.Cells left ->
                inRows(multiply, "ofCells", kernel, List.of(over(left), multiply.n()), x, panels, y, extras);
        };
    }

    /// Widths of the panels the right factor lies in: a file holds kernels for no others.
    private List<Integer> panelWidths(Multiply multiply) {
        return switch (multiply.left()) {
            case Left.Winograd _, Left.WinogradCells _ -> kernels.tile().transformedWidths(multiply.n());
            case Left.Rows _, Left.Columns _, Left.Patches _, Left.PatchColumns _, Left.Cells _ ->
                kernels.tile().panelWidths(multiply.n());
        };
    }

    /// How micro-kernels get at such a left matrix.
    private static MicroKernel.Reading reading(Left left) {
        return switch (left) {
            case Left.Rows _, Left.Winograd _, Left.WinogradCells _ -> MicroKernel.Reading.ROWS;
            case Left.Columns _ -> MicroKernel.Reading.COLUMNS;
            case Left.Patches patches -> own(patches.sight(), MicroKernel.Reading.ROWS);
            case Left.PatchColumns patches -> own(patches.sight(), MicroKernel.Reading.COLUMNS);
            case Left.Cells cells -> own(cells.sight(), MicroKernel.Reading.ROWS);
        };
    }

    private static MicroKernel.Reading own(Left.Sight sight, MicroKernel.Reading otherwise) {
        return sight == Left.Sight.OWN ? MicroKernel.Reading.CHANNELS : otherwise;
    }

    /// A product that micro-kernels read rows for: by them, or by loops that HotSpot makes vectors of.
    private Made<? extends ChunkedWork> inRows(
            Multiply multiply,
            String factory,
            ProductKernels kernel,
            List<Object> sizes,
            dev.bnc.runtime.kernel.Operand x,
            dev.bnc.runtime.kernel.Operand panels,
            dev.bnc.runtime.kernel.Operand y,
            List<dev.bnc.runtime.kernel.Operand> extras) {
        boolean loop = loops.include(multiply);
        List<Object> by = loop ? List.of(kernel.epilogue()) : List.of(kernel);
        List<Object> operands = List.of(x, panels, y, extras);
        Object[] arguments = Stream.of(by, sizes, operands).flatMap(List::stream).toArray();
        return loop ? Made.byFactory(LoopProduct.class, factory, arguments) : made(factory, arguments);
    }

    private static Made<MatrixProduct> made(String factory, Object... arguments) {
        return Made.byFactory(MatrixProduct.class, factory, arguments);
    }

    private static dev.bnc.runtime.kernel.Window over(Left.Patches left) {
        return KernelShapes.window(left.window(), left.operand().dims(), places(left.operand(), left.places()));
    }

    private static dev.bnc.runtime.kernel.Window over(Left.Winograd left) {
        return KernelShapes.window(left.window(), left.operand().dims(), places(left.operand(), left.places()));
    }

    private static dev.bnc.runtime.kernel.Window over(Left.PatchColumns left) {
        return KernelShapes.window(left.window(), left.operand().dims(), places(left.operand(), left.places()));
    }

    /// The window slides over the cells; its places, and the channels, are those of the operand.
    private static dev.bnc.runtime.kernel.Window over(Left.Cells left) {
        return seen(left.operand(), left.window(), left.cells());
    }

    private static dev.bnc.runtime.kernel.Window over(Left.WinogradCells left) {
        return seen(left.operand(), left.window(), left.cells());
    }

    private static dev.bnc.runtime.kernel.Window seen(Operand dy, Window window, Extent cells) {
        return KernelShapes.window(window, places(dy, cells), dy.dims());
    }

    /// Dimensions of images as `like`, but of another size.
    private static List<Integer> places(Operand like, Extent size) {
        return List.of(like.dims().getFirst(), size.height(), size.width(), like.columns());
    }
}
