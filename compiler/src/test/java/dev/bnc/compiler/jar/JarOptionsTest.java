package dev.bnc.compiler.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JarOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "mnist, mnist.Mnist",
        "bn_inception, bn_inception.BnInception",
        "resnet18, resnet18.Resnet18",
        "VGG16_bn, vgg16_bn.VGG16Bn",
        "double, double_net.Double",
    })
    void namesComeFromTheNet(String net, String name) {
        assertThat(JarOptions.of(net, "bnc").qualifiedName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "dev.1st, Net, `dev.1st` is not the name of a Java package",
        "dev.int, Net, `dev.int` is not the name of a Java package",
        "dev, My-Net, `My-Net` is not the name of a Java class",
        "dev, a.Net, `a.Net` is not the name of a Java class",
        "dev, class, `class` is not the name of a Java class",
    })
    void otherNamesAreRefused(String packageName, String className, String message) {
        assertThatThrownBy(() -> new JarOptions(packageName, className, "bnc", OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
