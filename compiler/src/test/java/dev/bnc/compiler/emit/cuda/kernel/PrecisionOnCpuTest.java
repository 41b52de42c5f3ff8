package dev.bnc.compiler.emit.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCase.Operand;
import dev.bnc.compiler.cases.Seeded;
import dev.bnc.compiler.emit.cuda.kernel.CpuModule.Order;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.MatMul;
import dev.bnc.compiler.graph.op.Op;
import dev.bnc.compiler.graph.op.Padding;
import dev.bnc.compiler.graph.op.Window;
import dev.bnc.compiler.reference.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What could be lost by rounding: factors of tensor cores, sums of slices, and the variance of numbers far from 0.
class PrecisionOnCpuTest {
    /// Factors rounded to 11 bits, each product off by 2^-11 at most; errors of many products mostly cancel.
    private static final double TF32 = 2e-3;
    /// Factors rounded to 8 bits.
    private static final double BF16 = 1.5e-2;
    /// Factors as they are.
    private static final double FLOAT32 = 1e-5;

    /// Half a unit in the last place of 10,000, and what sums of small distances lose.
    private static final double MEAN = 0.51 * Math.ulp(10_000f);
    /// The variance is 1.33.
    private static final double VARIANCE = 2e-6;

    private record Product(OpCase of, LaunchPlan plan, double bound) {}

    @Test
    void productsAreAsExactAsTheirFactors(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        var products = new ArrayList<Product>();
        for (OpCase c : cases()) {
            products.add(new Product(c, LaunchPlans.of(c.graph(), Precision.FLOAT32), FLOAT32));
            products.add(new Product(c, LaunchPlans.of(c.graph(), Precision.TF32), TF32));
            products.add(new Product(c, LaunchPlans.of(c.graph(), Precision.BF16), BF16));
        }
        var sources = LaunchPlans.sources(products.stream().map(Product::plan).toList());
        List<CpuModule> modules = CpuModule.compile(sources, 2, folder);
        for (Product p : products) {
            Tensor expected = p.of.expected();
            double size = DoubleStream.of(expected.data()).map(Math::abs).reduce(1, Math::max);
            Tensor y = run(p.plan, modules, p.of.inputs(), p.of.state(), "y");
            for (int i = 0; i < y.length(); i++) {
                assertThat(y.at(i)).as("%s, element %d", p.of, i).isCloseTo(expected.at(i), within(p.bound * size));
            }
        }
    }

    /// A deep product in slices, a wide one in large tiles, and a convolution.
    private static List<OpCase> cases() {
        Window three = Window.of(Extent.square(3)).withPadding(Padding.all(1));
        return List.of(
                product(new MatMul(false, true), Shape.of(37, 600), Shape.of(29, 600)),
                product(new MatMul(true, false), Shape.of(18, 720), Shape.of(18, 760)),
                product(new Conv2d(three, 1), Shape.of(2, 20, 9, 7), Shape.of(36, 20, 3, 3)));
    }

    private static OpCase product(Op op, Shape a, Shape b) {
        return new OpCase(op, List.of(Operand.input(Seeded.spread(1, a)), Operand.parameter(Seeded.spread(2, b))));
    }

    /// A mean of 10,000 and a deviation of 1, in few rows (one kernel) and in many (chunks that are combined).
    @Test
    void theVarianceSurvivesALargeMean(@TempDir Path folder) {
        assumeTrue(CpuModule.possible(), "no g++ in the search path");
        List<Shape> shapes = List.of(Shape.of(60, 100), Shape.of(8, 12, 20, 21));
        List<LaunchPlan> plans =
                shapes.stream().map(PrecisionOnCpuTest::statistics).toList();
        List<CpuModule> modules = CpuModule.compile(LaunchPlans.sources(plans), 1, folder);
        for (int i = 0; i < shapes.size(); i++) {
            Tensor spread = Seeded.spread(3, shapes.get(i));
            Tensor x = spread.map(v -> (float) (v + 10_000));
            for (String name : List.of("mean", "variance")) {
                Tensor found = run(plans.get(i), modules, Map.of("x", x), Map.of(), name);
                Tensor exact = exact(x, name);
                for (int c = 0; c < found.length(); c++) {
                    double bound = name.equals("mean") ? MEAN : VARIANCE;
                    assertThat(found.at(c))
                            .as("%s of %s, %d", name, shapes.get(i), c)
                            .isCloseTo(exact.at(c), within(bound));
                }
            }
        }
    }

    private static LaunchPlan statistics(Shape shape) {
        var builder = new GraphBuilder();
        Value x = builder.input("x", TensorType.f32(shape.sizes().toArray(Integer[]::new)));
        Value mean = builder.add(new BatchMean(), x);
        builder.output("mean", mean);
        builder.output("variance", builder.add(new BatchVariance(), x, mean));
        return LaunchPlans.of(builder.build(), Precision.FLOAT32);
    }

    private static Tensor exact(Tensor x, String name) {
        double[] mean = new double[x.channels()];
        double[] squares = new double[x.channels()];
        for (int i = 0; i < x.length(); i++) {
            mean[x.channelOf(i)] += x.at(i) / x.rows();
        }
        for (int i = 0; i < x.length(); i++) {
            double d = x.at(i) - mean[x.channelOf(i)];
            squares[x.channelOf(i)] += d * d / x.rows();
        }
        return Tensor.of(Shape.of(x.channels()), name.equals("mean") ? mean : squares);
    }

    private static Tensor run(
            LaunchPlan plan,
            List<CpuModule> modules,
            Map<String, Tensor> inputs,
            Map<String, Tensor> state,
            String wanted) {
        try (Arena memory = Arena.ofConfined()) {
            return new CpuPlan(plan, modules, memory)
                    .withState(state, Order.ASCENDING)
                    .run(inputs, Order.ASCENDING)
                    .read(wanted);
        }
    }
}
