package dev.bnc.compiler.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.BatchMean;
import dev.bnc.compiler.graph.op.BatchNormTraining;
import dev.bnc.compiler.graph.op.BatchVariance;
import dev.bnc.compiler.graph.op.Binary;
import dev.bnc.compiler.graph.op.BinaryFunction;
import dev.bnc.compiler.graph.op.DropoutMask;
import dev.bnc.compiler.graph.op.MatMul;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferenceInterpreterTest {
    @Test
    void runsNodesInOrderAndUpdatesStateAfterwards() {
        var b = new GraphBuilder();
        Value x = b.input("x", TensorType.f32(1, 2));
        Value w = b.parameter("w", TensorType.f32(1, 2));
        Value counter = b.parameter("counter", TensorType.f32(Shape.SCALAR));
        b.output("y", b.add(new MatMul(false, true), x, w));
        b.output("old", counter);
        b.update(counter, b.add(new Binary(BinaryFunction.ADD), counter, counter));

        var result = ReferenceInterpreter.run(
                b.build(),
                Map.of("x", Tensor.of(Shape.of(1, 2), 3, 4)),
                Map.of("w", Tensor.of(Shape.of(1, 2), 10, 1), "counter", Tensor.scalar(5)));

        assertThat(result.output("y")).isEqualTo(Tensor.of(Shape.of(1, 1), 34));
        assertThat(result.output("old").value()).isEqualTo(5);
        assertThat(result.parameter("counter").value()).isEqualTo(10);
        assertThat(result.parameter("w").at(0)).isEqualTo(10);
    }

    @Test
    void saysWhatIsMissing() {
        var b = new GraphBuilder();
        b.output("y", b.input("x", TensorType.f32(2)));
        var graph = b.build();
        assertThatThrownBy(() -> ReferenceInterpreter.run(graph, Map.of(), Map.of()))
                .hasMessage("no input x among []");
        assertThatThrownBy(() -> ReferenceInterpreter.run(graph, Map.of("x", Tensor.scalar(1)), Map.of()))
                .hasMessage("input x must be f32[2], not []");
    }

    @Test
    void batchNormOfLargeMeansIsRight() {
        var x = Tensor.of(Shape.of(4, 1), 10_001, 9_999, 10_001, 9_999);
        Tensor mean = ReferenceInterpreter.apply(new BatchMean(), List.of(x));
        Tensor variance = ReferenceInterpreter.apply(new BatchVariance(), List.of(x, mean));
        assertThat(mean.value()).isEqualTo(10_000);
        assertThat(variance.value()).isEqualTo(1);
        Tensor y = ReferenceInterpreter.apply(
                new BatchNormTraining(0, true, true),
                List.of(x, mean, variance, Tensor.of(Shape.of(1), 2), Tensor.of(Shape.of(1), 0.5)));
        assertThat(y.data()).containsExactly(2.5, -1.5, 2.5, -1.5);
    }

    @Test
    void normalProbabilityIsExactInBothBranches() {
        // Phi(x) to 16 digits, from tables
        assertThat(PointwiseSemantics.normalProbability(0)).isEqualTo(0.5);
        assertThat(PointwiseSemantics.normalProbability(1)).isCloseTo(0.8413447460685429, within(1e-15));
        assertThat(PointwiseSemantics.normalProbability(-3)).isCloseTo(0.0013498980316300946, within(1e-15));
        assertThat(PointwiseSemantics.normalProbability(-5.9)).isCloseTo(1.8175078630994e-9, within(1e-15));
        assertThat(PointwiseSemantics.normalProbability(-6)).isCloseTo(9.865876450376946e-10, within(1e-22));
        assertThat(PointwiseSemantics.normalProbability(7)).isCloseTo(1, within(1e-11));
    }

    @Test
    void dropoutDropsTheSameElementsWhateverTheLayoutOfThePositions() {
        Tensor step = Tensor.scalar(3);
        Tensor image = ReferenceInterpreter.apply(new DropoutMask(0.4, 7, 1, Shape.of(2, 3, 2, 5)), List.of(step));
        Tensor row = ReferenceInterpreter.apply(new DropoutMask(0.4, 7, 1, Shape.of(20, 3)), List.of(step));
        for (int i = 0; i < image.length(); i++) {
            int pixel = i / 30 * 10 + i % 10;
            assertThat(image.at(i)).isEqualTo(row.at(pixel * 3 + image.channelOf(i)));
        }
        assertThat(row.data()).containsOnly(0, 1 / 0.6).contains(0, 1 / 0.6);
    }
}
