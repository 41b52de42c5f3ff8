package dev.bnc.compiler.plan;

import java.util.List;
import java.util.function.IntUnaryOperator;

/// Lets the operands of steps view other buffers.
final class Renaming {
    private final IntUnaryOperator buffers;

    Renaming(IntUnaryOperator buffers) {
        this.buffers = buffers;
    }

    Step of(Step step) {
        return switch (step) {
            case Elementwise s ->
                new Elementwise(
                        s.body(), of(s.operands()), of(s.results()), of(s.sums()), s.rows(), s.columns(), s.grain());
            case Pack s ->
                new Pack(
                        of(s.source()),
                        s.depthSizes(),
                        s.depthStrides(),
                        s.columns(),
                        s.columnStride(),
                        s.form(),
                        of(s.target()));
            case Multiply s ->
                new Multiply(
                        of(s.left()),
                        of(s.right()),
                        of(s.target()),
                        s.depth(),
                        new Epilogue(s.epilogue().body(), of(s.epilogue().operands())));
            case Copy s -> new Copy(of(s.source()), s.from(), of(s.target()), s.to(), s.sizes());
            case Call s ->
                new Call(s.op(), of(s.inputs()), of(s.output()), s.workspace().map(this::of));
        };
    }

    private Right of(Right right) {
        Operand operand = of(right.operand());
        return switch (right) {
            case Right.Panels _ -> new Right.Panels(operand);
            case Right.Strided r ->
                new Right.Strided(operand, r.depthSizes(), r.depthStrides(), r.columns(), r.columnStride());
        };
    }

    private Left of(Left left) {
        Operand operand = of(left.operand());
        return switch (left) {
            case Left.Rows _ -> new Left.Rows(operand);
            case Left.Columns _ -> new Left.Columns(operand);
            case Left.Patches l -> new Left.Patches(operand, l.window(), l.places(), l.sight());
            case Left.Winograd l -> new Left.Winograd(operand, l.window(), l.places());
            case Left.WinogradCells l -> new Left.WinogradCells(operand, l.window(), l.cells());
            case Left.PatchColumns l -> new Left.PatchColumns(operand, l.window(), l.places(), l.sight());
            case Left.Cells l -> new Left.Cells(operand, l.window(), l.cells(), l.sight());
        };
    }

    private Operand of(Operand operand) {
        return operand.in(buffers.applyAsInt(operand.buffer()));
    }

    private List<Operand> of(List<Operand> operands) {
        return operands.stream().map(this::of).toList();
    }
}
