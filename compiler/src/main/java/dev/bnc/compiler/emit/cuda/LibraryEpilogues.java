package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep.GemmEpilogue;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.plan.Body;
import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Load;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.List;
import java.util.Set;

/// Which epilogues cuBLASLt does itself: a bias, and a bias with ReLU.
final class LibraryEpilogues {
    private LibraryEpilogues() {}

    /// That of a product; none if it has none or one that the library does not know.
    ///
    /// @param exact whether the result is float32: the library's bias has the result's type, and biases are float32
    static GemmEpilogue of(Multiply product, boolean exact) {
        Body body = product.epilogue().body();
        List<Operand> operands = product.epilogue().operands();
        boolean bias = exact
                && operands.size() == 1
                && Spread.of(operands.getFirst(), product.m(), product.n()) == Spread.COLUMN
                && body.instructions().size() >= 3
                && loads(body)
                && body.instructions().get(2) instanceof Apply(Binary(BinaryFunction f), List<Integer> added)
                && f == BinaryFunction.ADD
                && Set.copyOf(added).equals(Set.of(0, 1));
        if (bias && body.instructions().size() == 3 && body.results().equals(List.of(2))) {
            return new GemmEpilogue.Bias(vector(operands.getFirst()));
        }
        boolean relu = bias
                && body.instructions().size() == 4
                && body.results().equals(List.of(3))
                && body.instructions().get(3) instanceof Apply(Relu _, List<Integer> of)
                && of.equals(List.of(2));
        return relu ? new GemmEpilogue.BiasRelu(vector(operands.getFirst())) : new GemmEpilogue.None();
    }

    private static boolean loads(Body body) {
        return Set.copyOf(body.instructions().subList(0, 2)).equals(Set.of(new Load(0), new Load(1)));
    }

    private static View vector(Operand operand) {
        return new View(operand.buffer(), operand.start(), List.of(operand.columns()), operand.columns());
    }
}
