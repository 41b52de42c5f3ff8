package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.op.Activation;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.Elu;
import dev.bnc.compiler.graph.op.Gelu;
import dev.bnc.compiler.graph.op.LeakyRelu;
import dev.bnc.compiler.graph.op.Relu;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.graph.op.Silu;
import dev.bnc.compiler.graph.op.Tanh;
import dev.bnc.compiler.graph.op.UnaryFunction;
import java.util.List;

/// Functions of single elements.
final class PointwiseOperators {
    /// The operator set that brought `Gelu`.
    private static final int HAS_GELU = 20;

    /// ONNX's number for floats, as the target of `Cast`.
    private static final int FLOAT = 1;

    private PointwiseOperators() {}

    static void activation(Site site, Activation activation) {
        List<String> x = site.operands();
        switch (activation) {
            case Relu _ -> site.result("Relu", x);
            case LeakyRelu(double slope) -> site.result("LeakyRelu", x, OnnxAttribute.single("alpha", slope));
            case Elu(double alpha) -> site.result("Elu", x, OnnxAttribute.single("alpha", alpha));
            case Gelu _ -> gelu(site);
            case Silu _ -> site.result("Mul", List.of(x.getFirst(), site.step("Sigmoid", x)));
            case Sigmoid _ -> site.result("Sigmoid", x);
            case Tanh _ -> site.result("Tanh", x);
        }
    }

    /// `x / 2 * (1 + erf(x / sqrt 2))`.
    private static void gelu(Site site) {
        if (site.opset() >= HAS_GELU) {
            site.result("Gelu", site.operands());
            return;
        }
        String x = site.operand(0);
        String erf = site.step("Erf", List.of(site.step("Mul", List.of(x, site.number(Math.sqrt(0.5))))));
        String twice = site.step("Add", List.of(erf, site.number(1)));
        site.result("Mul", List.of(site.step("Mul", List.of(x, site.number(0.5))), twice));
    }

    static void unary(Site site, UnaryFunction function) {
        List<String> x = site.operands();
        switch (function) {
            case NEGATE -> site.result("Neg", x);
            case ABS -> site.result("Abs", x);
            case SIGN -> site.result("Sign", x);
            case EXP -> site.result("Exp", x);
            case LOG -> site.result("Log", x);
            case SQRT -> site.result("Sqrt", x);
            case SQUARE -> site.result("Mul", List.of(x.getFirst(), x.getFirst()));
            case RECIPROCAL -> site.result("Reciprocal", x);
            case SOFTPLUS -> site.result("Softplus", x);
        }
    }

    static void binary(Site site, BinaryFunction function) {
        List<String> operands = site.operands();
        switch (function) {
            case ADD -> site.result("Add", operands);
            case SUBTRACT -> site.result("Sub", operands);
            case MULTIPLY -> site.result("Mul", operands);
            case DIVIDE -> site.result("Div", operands);
            case MAXIMUM -> site.result("Max", operands);
            case MINIMUM -> site.result("Min", operands);
            case GREATER ->
                site.result("Cast", List.of(site.step("Greater", operands)), OnnxAttribute.whole("to", FLOAT));
        }
    }
}
