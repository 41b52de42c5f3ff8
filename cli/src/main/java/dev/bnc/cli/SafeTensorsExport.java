package dev.bnc.cli;

import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `--to safetensors`: the weights by name, for other tools.
@Command
final class SafeTensorsExport implements Exporter {
    @Override
    public ExportReport write(ExportedModel model, Path file) {
        TrainedModel shipped = model.shipped();
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("format", "pt");
        metadata.put("net", shipped.name());
        metadata.put("variant", shipped.variant());
        metadata.put("fused", Boolean.toString(model.fused()));
        List<NamedTensor> tensors = shipped.weights();
        AtomicFile.write(file, out -> SafeTensors.write(metadata, tensors, out));
        long numbers = tensors.stream().mapToLong(NamedTensor::size).sum();
        return new ExportReport()
                .with("fused", model.fused() ? "yes" : "no", new Json.Bool(model.fused()))
                .with("tensors", "%d, %s numbers".formatted(tensors.size(), grouped(numbers)), new Json.Num(Integer.toString(tensors.size())));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
