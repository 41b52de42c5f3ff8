package dev.bnc.bench;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.Elaboration;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A net to measure.
///
/// @param name on the command line and in tables
/// @param file in the folder of examples
/// @param variant of the net, empty for the net as it stands
/// @param batches sizes of the batches it is run on
/// @param training size of the batch it is trained on, if its training is measured
public record BenchNet(String name, String file, String variant, List<Integer> batches, OptionalInt training) {
    /// Optimizer of all trainings.
    private static final String MOMENTUM = "optimizer.momentum=0.9";

    /// All nets.
    public static final List<BenchNet> ALL = List.of(
            trained("mlp", "mnist/mnist.net", "", List.of(1, 60, 1024), 60),
            only("mlp-plain", "mnist/mnist.net", "plain", List.of(1, 60, 1024)),
            trained("lenet", "mnist/lenet.net", "", List.of(1, 64), 64),
            trained("cifar-inception", "cifar/cifar_inception.net", "", List.of(1, 32, 250), 250),
            only("bn-inception", "imagenet/bn_inception.net", "", List.of(1, 8)),
            only("resnet18", "imagenet/resnet18.net", "", List.of(1, 8)),
            only("resnet50", "imagenet/resnet50.net", "", List.of(1, 8)),
            only("vgg16", "imagenet/vgg16_bn.net", "", List.of(1)),
            only("mobilenet", "imagenet/mobilenet.net", "", List.of(1)),
            only("densenet121", "imagenet/densenet121.net", "", List.of(1)));

    public BenchNet {
        batches = List.copyOf(batches);
    }

    private static BenchNet only(String name, String file, String variant, List<Integer> batches) {
        return new BenchNet(name, file, variant, batches, OptionalInt.empty());
    }

    private static BenchNet trained(String name, String file, String variant, List<Integer> batches, int training) {
        return new BenchNet(name, file, variant, batches, OptionalInt.of(training));
    }

    /// The net of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public static BenchNet named(String name) {
        return ALL.stream()
                .filter(net -> net.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no net " + name + " among "
                        + ALL.stream().map(BenchNet::name).toList()));
    }

    /// The net as it is trained and run.
    ///
    /// @param examples the folder of examples
    /// @throws IllegalArgumentException if there are errors in it
    public Model model(Path examples) {
        var settings = new ArrayList<String>();
        if (training.isPresent()) {
            settings.add(MOMENTUM);
        }
        var options = new ElaborationOptions(variant.isEmpty() ? Optional.empty() : Optional.of(variant), settings);
        Elaboration elaboration = Compiler.elaborate(source(examples.resolve(file)), options);
        return elaboration
                .model()
                .orElseThrow(() ->
                        new IllegalArgumentException(DiagnosticRenderer.plain().render(elaboration.diagnostics())));
    }

    private static SourceFile source(Path file) {
        try {
            return SourceFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
