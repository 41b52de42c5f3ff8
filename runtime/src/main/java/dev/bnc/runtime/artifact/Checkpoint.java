package dev.bnc.runtime.artifact;

import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A run's whole state at one step: every parameter, statistic and optimizer slot, and some facts about the run.
///
/// The file is a safetensors file, so that other tools can read its weights; the facts are its metadata, with the
/// format's
/// name and a SHA-256 sum over facts and values. Equal checkpoints have equal bytes.
public record Checkpoint(SequencedMap<String, String> facts, SafeTensors tensors) {
    private static final String FORMAT = "format";
    private static final String VERSION = "bnc checkpoint 1";
    private static final String SUM = "sha256";

    /// Writes `state` to `file`, replacing an older checkpoint at once or not at all.
    public static void write(Path file, SequencedMap<String, String> facts, StateLayout layout, float[] state) {
        List<NamedTensor> tensors = layout.tensors().stream()
                .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), state, tensor.offset()))
                .toList();
        AtomicFile.write(file, out -> {
            SequencedMap<String, String> metadata = new LinkedHashMap<>();
            metadata.put(FORMAT, VERSION);
            metadata.putAll(facts);
            metadata.put(SUM, Checksum.of(sum -> {
                writeFacts(facts, sum);
                for (NamedTensor tensor : tensors) {
                    writeIdentity(tensor.name(), tensor.shape(), sum);
                    SafeTensors.writeValues(tensor, sum);
                }
            }));
            SafeTensors.write(metadata, tensors, out);
        });
    }

    /// Opens and checks a checkpoint.
    ///
    /// @throws ArtifactException if it is missing, damaged, or something else
    public static Checkpoint read(Path file) {
        return of(SafeTensors.open(file));
    }

    static Checkpoint of(SafeTensors tensors) {
        String file = tensors.source();
        SequencedMap<String, String> facts = new LinkedHashMap<>(tensors.metadata());
        String format = facts.remove(FORMAT);
        String sum = facts.remove(SUM);
        if (!VERSION.equals(format)) {
            throw refused(
                    format == null ? ArtifactException.Kind.FOREIGN : ArtifactException.Kind.OTHER_VERSION,
                    file,
                    "no checkpoint of this version: its format is " + format + ", expected " + VERSION,
                    "weights that are no checkpoint are given to --init");
        }
        if (!sumOf(facts, tensors).equals(sum)) {
            throw refused(
                    ArtifactException.Kind.DAMAGED,
                    file,
                    "damaged: its content does not fit its SHA-256 sum",
                    "go on from another checkpoint of the run, or start anew");
        }
        return new Checkpoint(facts, tensors);
    }

    /// A fact that must be there.
    public String fact(String name) {
        String fact = facts.get(name);
        if (fact == null) {
            throw new ArtifactException(tensors.source() + ": the checkpoint does not say `" + name + "`");
        }
        return fact;
    }

    /// A fact that must be there and be a whole number.
    public long wholeFact(String name) {
        try {
            return Long.parseLong(fact(name));
        } catch (NumberFormatException wrong) {
            throw new ArtifactException(tensors.source() + ": `" + name + "` is " + fact(name), wrong);
        }
    }

    /// Copies the state into `state`. Both must have the same tensors.
    ///
    /// @throws ArtifactException naming the first tensor that differs
    public void restore(StateLayout layout, float[] state) {
        for (StateTensor tensor : layout.tensors()) {
            SafeTensors.Entry entry =
                    tensors.find(tensor.name()).orElseThrow(() -> mismatch("has no `" + tensor.name() + "`"));
            if (!entry.shape().equals(tensor.shape())) {
                throw mismatch("has `%s` %s, not %s".formatted(tensor.name(), entry.shape(), tensor.shape()));
            }
            tensors.read(entry, state, tensor.offset());
        }
        if (tensors.entries().size() != layout.tensors().size()) {
            throw mismatch("has %d tensors, not %d"
                    .formatted(tensors.entries().size(), layout.tensors().size()));
        }
    }

    private ArtifactException mismatch(String difference) {
        return refused(
                ArtifactException.Kind.IMPOSSIBLE,
                tensors.source(),
                "the checkpoint is of another net or optimizer: it " + difference,
                "a run goes on only with the net it was started with; for a new net use --init");
    }

    private static ArtifactException refused(ArtifactException.Kind kind, String file, String reason, String help) {
        return new ArtifactException(new ArtifactException.Fault(kind, file, "", reason, help));
    }

    private static String sumOf(Map<String, String> facts, SafeTensors tensors) {
        try {
            return Checksum.of(sum -> {
                writeFacts(facts, sum);
                for (SafeTensors.Entry entry : tensors.entries()) {
                    writeIdentity(entry.name(), entry.shape(), sum);
                    SafeTensors.writeValues(NamedTensor.of(entry.name(), entry.shape(), tensors.values(entry)), sum);
                }
            });
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void writeFacts(Map<String, String> facts, OutputStream out) throws IOException {
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            out.write((fact.getKey() + '=' + fact.getValue() + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void writeIdentity(String name, List<Integer> shape, OutputStream out) throws IOException {
        out.write((name + ' ' + shape + '\n').getBytes(StandardCharsets.UTF_8));
    }
}
