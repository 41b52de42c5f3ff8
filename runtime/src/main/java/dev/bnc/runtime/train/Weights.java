package dev.bnc.runtime.train;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.artifact.SafeTensors;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts weights from a file into a state and takes them out again. Optimizer slots are neither read nor written.
public final class Weights {
    private static final int MOST_LISTED = 5;

    private Weights() {}

    /// Copies each tensor of `file` into the state tensor of its name, or of the one that PyTorch calls so.
    ///
    /// @return for each tensor that the file does not have and that therefore keeps its value, its name
    /// @throws ArtifactException if the file has a tensor that the net has not, or one of another shape, or with numbers
    ///     that are not finite, or lacks a weight
    public static List<String> load(SafeTensors file, StateLayout layout, float[] state) {
        checkKnown(file, layout);
        List<String> kept = new ArrayList<>();
        for (StateTensor tensor : modelTensors(layout)) {
            var found = file.find(tensor.name()).or(() -> file.find(PytorchNames.of(tensor.name(), tensor.role())));
            if (found.isPresent()) {
                checkShape(file, found.get(), tensor);
                file.read(found.get(), state, tensor.offset());
                checkValues(file, found.get(), tensor, state);
            } else if (tensor.role() == Role.WEIGHT) {
                throw new ArtifactException("%s: `%s` %s is missing%s\n  = help: it has %s"
                        .formatted(
                                file.source(),
                                tensor.name(),
                                tensor.shape(),
                                nearest(tensor.name(), names(file)),
                                listed(names(file))));
            } else {
                kept.add(tensor.name());
            }
        }
        return kept;
    }

    /// The model's own tensors as views of `state`, in the layout's order.
    public static List<NamedTensor> of(StateLayout layout, float[] state) {
        return modelTensors(layout).stream()
                .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), state, tensor.offset()))
                .toList();
    }

    private static List<StateTensor> modelTensors(StateLayout layout) {
        return layout.tensors().stream()
                .filter(tensor -> tensor.role() != Role.SLOT)
                .toList();
    }

    private static void checkKnown(SafeTensors file, StateLayout layout) {
        List<String> known = layout.tensors().stream().map(StateTensor::name).toList();
        for (SafeTensors.Entry entry : file.entries()) {
            // Other optimizers' slots in checkpoints are named after their parameter; PyTorch counts batches beside the
            // statistics. Neither is the net's.
            boolean besides = known.stream().anyMatch(name -> entry.name().startsWith(name + "."))
                    || entry.name().endsWith(".num_batches_tracked");
            boolean foreign = layout.tensors().stream()
                    .anyMatch(tensor -> PytorchNames.of(tensor.name(), tensor.role()).equals(entry.name()));
            if (!known.contains(entry.name()) && !foreign && !besides) {
                throw new ArtifactException("%s: the net has no `%s`%s\n  = help: it has %s"
                        .formatted(file.source(), entry.name(), nearest(entry.name(), known), listed(known)));
            }
        }
    }

    private static void checkShape(SafeTensors file, SafeTensors.Entry found, StateTensor wanted) {
        if (!found.shape().equals(wanted.shape())) {
            throw new ArtifactException("%s: `%s` has shape %s, the net needs %s%s"
                    .formatted(file.source(), wanted.name(), found.shape(), wanted.shape(), transposed(found, wanted)));
        }
    }

    // A net with such a weight computes nothing but such numbers.
    private static void checkValues(SafeTensors file, SafeTensors.Entry found, StateTensor tensor, float[] state) {
        for (int i = 0; i < tensor.size(); i++) {
            float value = state[tensor.offset() + i];
            boolean negative = tensor.role() == Role.VARIANCE && value < 0;
            if (!Float.isFinite(value) || negative) {
                throw new ArtifactException(new ArtifactException.Fault(
                        ArtifactException.Kind.IMPOSSIBLE,
                        file.source(),
                        "",
                        "element %,d of `%s` is %s".formatted(i, found.name(), value)
                                + (negative ? ", but a variance cannot be negative" : ""),
                        "the weights are of a training that diverged, or were made wrongly; take others"));
            }
        }
    }

    private static String transposed(SafeTensors.Entry found, StateTensor wanted) {
        return wanted.shape().size() == 2 && found.shape().equals(wanted.shape().reversed())
                ? "\n  = help: dense weights are stored [out, in], as PyTorch does; transpose it"
                : "";
    }

    private static List<String> names(SafeTensors file) {
        return file.entries().stream().map(SafeTensors.Entry::name).toList();
    }

    private static String listed(List<String> names) {
        return names.size() <= MOST_LISTED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_LISTED)) + " and " + (names.size() - MOST_LISTED) + " more";
    }

    private static String nearest(String name, List<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .map(candidate -> "; did you mean `" + candidate + "`?")
                .orElse("");
    }

    // Levenshtein's edit distance, one row at a time.
    private static int distance(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[to.length()];
    }
}
