package dev.bnc.compiler.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Output;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.*;
import dev.bnc.compiler.pass.EvaluateParameters;
import dev.bnc.compiler.pass.KnownValues;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.reference.ReferenceInterpreter;
import dev.bnc.compiler.reference.Tensor;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Folds on random nets. A failure names the seed and shows the net; commit it as a golden.
class RandomFusionTest {
    /// Both sides in float64, no number rounded: only the order of sums differs.
    private static final double EXACT = 1e-10;

    /// Weights and all arithmetic rounded to float32.
    private static final double FLOAT_ROUNDING = 1e-5;

    private static final int NETS = 2000;
    private static final int PROGRAMS = 200;
    private static final long MANY = 100_000;

    @Test
    void foldsKeepWhatNetsCompute() {
        checkRules(0, NETS);
    }

    @Test
    @Tag("long")
    void foldsKeepWhatVeryManyNetsCompute() {
        checkRules(NETS, MANY);
    }

    @Test
    void fusedProgramsAgreeWithUnfusedOnes() {
        checkPrograms(0, PROGRAMS);
    }

    @Test
    @Tag("long")
    void veryManyFusedProgramsAgreeWithUnfusedOnes() {
        checkPrograms(PROGRAMS, 3000);
    }

    private static void checkRules(long from, long to) {
        int folded = 0;
        for (long seed = from; seed < to; seed++) {
            RandomNet.Net net = RandomNet.of(seed);
            try {
                folded += folded(net, seed) ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + GraphPrinter.print(net.graph()), e);
            }
        }
        assertThat(folded).as("nets in which something was folded").isGreaterThan((int) (to - from) / 3);
    }

    private static boolean folded(RandomNet.Net net, long seed) {
        Graph graph = net.graph().atBatch(2);
        var known = KnownValues.of(net.numbers());
        Graph rewritten =
                PassRunner.quiet().run(Pipelines.INFERENCE, graph, known).graph();
        EvaluateParameters.Result result = EvaluateParameters.of(rewritten, known);
        assertThat(result.graph().nodes()).noneMatch(n -> n.op() instanceof BatchNorm);
        assertThat(work(result.graph())).as("nothing is computed twice").isLessThanOrEqualTo(work(graph));
        Map<String, Tensor> numbers = new HashMap<>(net.numbers());
        numbers.putAll(result.made());
        Map<String, Tensor> inputs = Map.of(
                "x",
                ProbeInput.of(seed, graph.nodes().getFirst().result().shape(), PixelScale.UNIT)
                        .map(v -> 2 * v - 1));
        var expected = ReferenceInterpreter.run(graph, inputs, net.numbers());
        var actual = ReferenceInterpreter.run(result.graph(), inputs, numbers);
        for (Output output : graph.outputs()) {
            double error = Difference.relative(expected.output(output.name()), actual.output(output.name()));
            assertThat(error).as(output.name()).isLessThan(EXACT);
        }
        return result.graph().nodes().size() < graph.nodes().size();
    }

    /// How many nodes, of those that an output needs, do more than a loop over elements.
    private static long work(Graph graph) {
        Set<Value> needed = new HashSet<>();
        graph.outputs().forEach(o -> needed.add(o.value()));
        long count = 0;
        for (Node node : graph.nodes().reversed()) {
            if (needed.contains(node.result())) {
                needed.addAll(node.inputs());
                count += isWork(node.op()) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isWork(Op op) {
        return switch (op) {
            case MatMul _, Conv2d _, ConvTranspose2d _, MaxPool _, AvgPool _, GlobalMaxPool _, SpatialSum _ -> true;
            case Op _ -> false;
        };
    }

    private static void checkPrograms(long from, long to) {
        for (long seed = from; seed < to; seed++) {
            RandomNet.Net net = RandomNet.of(seed);
            try {
                Agreement agreement = Compiler.fuse(model(net)).certificate().agreement();
                assertThat(agreement.exact().orElseThrow()).as("exact").isLessThan(FLOAT_ROUNDING);
                assertThat(agreement.program()).as("program").isLessThan(FLOAT_ROUNDING);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + GraphPrinter.print(net.graph()), e);
            }
        }
    }

    private static TrainedModel model(RandomNet.Net net) {
        List<NamedTensor> weights = net.graph().parameters().stream()
                .map(p -> {
                    Tensor numbers = Objects.requireNonNull(net.numbers().get(p.name()));
                    float[] values = new float[numbers.length()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) numbers.at(i);
                    }
                    return NamedTensor.of(p.name(), p.shape().sizes(), values);
                })
                .toList();
        return new TrainedModel("random", "", net.graph(), Map.of(), weights, Optional.empty());
    }
}
