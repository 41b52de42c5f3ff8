package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.train.PytorchNames;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `--to safetensors`: the weights by name, for other tools; names are those that PyTorch uses.
@Command
final class SafeTensorsExport implements Exporter {
    private static final String FOLDED = ".folded";

    @Override
    public ExportReport write(ExportedModel model, Path file) {
        TrainedModel shipped = model.shipped();
        var metadata = new LinkedHashMap<String, String>();
        // Tools of PyTorch look for this before they take a file.
        metadata.put("format", "pt");
        metadata.put("bnc", Compiler.VERSION);
        metadata.put("net", shipped.name());
        metadata.put("variant", shipped.variant());
        metadata.put("fused", Boolean.toString(model.fused()));
        List<NamedTensor> tensors = renamed(shipped);
        AtomicFile.write(file, out -> SafeTensors.write(metadata, tensors, out));
        long numbers = tensors.stream().mapToLong(NamedTensor::size).sum();
        return new ExportReport()
                .with(
                        "tensors",
                        String.format(Locale.ROOT, "%d, %,d numbers", tensors.size(), numbers),
                        new Json.Num(Integer.toString(tensors.size())));
    }

    /// A folded weight takes the name of the one it was made of, if that is not there any more.
    private static List<NamedTensor> renamed(TrainedModel model) {
        List<String> taken = model.weights().stream().map(w -> name(model, w)).toList();
        return model.weights().stream()
                .map(w -> {
                    String name = name(model, w);
                    String plain = name.endsWith(FOLDED) ? name.substring(0, name.length() - FOLDED.length()) : name;
                    String chosen = taken.contains(plain) ? name : plain;
                    return new NamedTensor(chosen, w.shape(), w.storage(), w.offset());
                })
                .toList();
    }

    private static String name(TrainedModel model, NamedTensor weight) {
        return PytorchNames.of(weight.name(), model.roles().getOrDefault(weight.name(), Role.WEIGHT));
    }
}
