package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.graph.Cost;
import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.BatchNorm;
import dev.bnc.compiler.graph.op.Conv2d;
import dev.bnc.compiler.graph.op.Dropout;
import dev.bnc.compiler.graph.op.LocalResponseNorm;
import dev.bnc.compiler.graph.op.Sigmoid;
import dev.bnc.compiler.model.Model;
import dev.bnc.runtime.data.Shuffle;
import dev.bnc.runtime.train.Moment;
import dev.bnc.runtime.train.TrainSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether the nets are the published ones: layers, trained parameters, and two floating-point operations for each
/// multiply-add of convolutions and dense layers.
class SizesTest {
    // Parameters as torchvision 0.20 and Keras 3 (MobileNet) count them, and Zhang et al. 2017 for the CIFAR Inception; those of the last three
    // nets, which are ours, by hand.
    @ParameterizedTest
    @CsvSource({
        "mnist/mnist.net,              0,   3,     100_310,         198_800",
        "imagenet/bn_inception.net,   69,  69,  11_285_224,   4_065_200_128",
        "imagenet/resnet18.net,       20,  20,  11_689_512,   3_628_146_688",
        "imagenet/resnet50.net,       53,  53,  25_557_032,   8_178_368_512",
        "imagenet/vgg16_bn.net,       13,  13, 138_365_992,  30_940_528_640",
        "imagenet/mobilenet.net,      27,  27,   4_231_976,   1_137_480_704",
        "imagenet/densenet121.net,   120, 121,   7_978_856,   5_668_323_328",
        "cifar/cifar_inception.net,   19,  19,   1_649_402,     533_469_760",
        "cifar/bn_inception_twin.net, 34,  34,     463_658,      26_062_144",
        "cifar/cifar_sweeps.net,      11,  11,     269_458,      24_648_992",
        "cifar/recipe.net,             7,   7,   1_978_026,     303_764_480",
    })
    void publishedCounts(String file, int convolutions, int norms, String parameters, String flops) {
        Model model = ExampleNets.model(file);
        assertThat(count(model, Conv2d.class)).isEqualTo(convolutions);
        assertThat(count(model, BatchNorm.class)).isEqualTo(norms);
        assertThat(model.trainableCount()).isEqualTo(number(parameters));
        assertThat(Cost.flops(model.graph())).isEqualTo(number(flops));
    }

    // Multiply-adds in millions, from table 6 of Howard et al. 2017; parameters as Keras 3 counts them.
    @ParameterizedTest
    @CsvSource({"half, 1_331_592, 149", "quarter, 470_072, 41"})
    void narrowerMobileNets(String variant, String parameters, long millions) {
        Model model = ExampleNets.model("imagenet/mobilenet.net", ElaborationOptions.variant(variant));
        assertThat(model.trainableCount()).isEqualTo(number(parameters));
        assertThat(Math.round(Cost.flops(model.graph()) / 2e6)).isEqualTo(millions);
    }

    @Test
    void variantsWithoutBatchNormalizationHaveBiases() {
        Model inception =
                ExampleNets.model("imagenet/bn_inception.net", ElaborationOptions.variant("inception"));
        assertThat(count(inception, BatchNorm.class)).isZero();
        assertThat(count(inception, LocalResponseNorm.class)).isEqualTo(2);
        assertThat(biases(inception)).isEqualTo(69 + 1);
        Model cifar = ExampleNets.model("cifar/cifar_inception.net", ElaborationOptions.variant("plain"));
        assertThat(count(cifar, BatchNorm.class)).isZero();
        assertThat(count(cifar, LocalResponseNorm.class)).isEqualTo(2);
        assertThat(biases(cifar)).isEqualTo(19 + 1);
    }

    @Test
    void bnInceptionsVariantsChangeTheRateAndTheNonlinearity() {
        double rate = rate("base");
        assertThat(rate).isEqualTo(0.0015);
        assertThat(rate("x5")).isEqualTo(5 * rate);
        assertThat(rate("x30")).isEqualTo(30 * rate);
        Model sigmoid = ExampleNets.model("imagenet/bn_inception.net", ElaborationOptions.variant("x5_sigmoid"));
        assertThat(count(sigmoid, Sigmoid.class)).isEqualTo(69);
    }

    // Section 4.2.1 of the paper: what is changed beside the rate, from BN-Baseline to BN-x5.
    @Test
    void bnInceptionsAcceleratedVariantsHaveThePapersChanges() {
        TrainSettings before = settings("bn_baseline");
        TrainSettings after = settings("x5");
        assertThat(before.learningRate()).isEqualTo(0.0015);
        assertThat(count(bnInception("bn_baseline"), Dropout.class)).isOne();
        assertThat(count(bnInception("x5"), Dropout.class)).isZero();
        assertThat(count(bnInception("bn_baseline"), LocalResponseNorm.class)).isEqualTo(2);
        assertThat(count(bnInception("x5"), LocalResponseNorm.class)).isZero();
        assertThat(before.data().shuffle()).isEqualTo(Shuffle.ONCE);
        assertThat(after.data().shuffle()).isEqualTo(Shuffle.EPOCH);
        assertThat(after.data().shards()).isEqualTo(20);
        var eighthEpoch = new Moment(8 * 40_000, 40_000, 0);
        double sixFold = Math.pow(before.schedule().factor(eighthEpoch), 6);
        assertThat(after.schedule().factor(eighthEpoch)).isCloseTo(sixFold, within(1e-3));
    }

    @Test
    void theNamesOfBnInceptionsLayersSayWhereTheyAre() {
        List<String> names = ExampleNets.model("imagenet/bn_inception.net").parameters().stream()
                .map(p -> p.name())
                .toList();
        assertThat(names)
                .contains("c1.conv.weight", "i3a.p3.cbr.conv.weight", "i5b.pd.cbr3.bn.gamma", "head.bias")
                .doesNotContain("c1.conv.bias");
    }

    private static double rate(String variant) {
        return settings(variant).learningRate();
    }

    private static TrainSettings settings(String variant) {
        return bnInception(variant).training().orElseThrow().settings();
    }

    private static Model bnInception(String variant) {
        ElaborationOptions options =
                variant.equals("base") ? ElaborationOptions.NONE : ElaborationOptions.variant(variant);
        return ExampleNets.model("imagenet/bn_inception.net", options);
    }

    private static long count(Model model, Class<?> op) {
        return model.graph().nodes().stream().map(Node::op).filter(op::isInstance).count();
    }

    private static long biases(Model model) {
        return model.parameters().stream()
                .filter(p -> p.name().endsWith(".bias"))
                .count();
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}
