package dev.bnc.runtime.train;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.Slot;

/// Checks that a program's inputs and outputs and the examples of a data set have the same sizes.
final class DataFit {
    private DataFit() {}

    /// Whether the examples fill the program's input of that name.
    ///
    /// @throws DataException if not
    static void checkInputs(ProgramInfo info, String input, Dataset data) {
        checkSize(info, info.input(input), data.inputSize(), data, "examples of " + data.inputShape());
    }

    /// Whether the labels fill the training program's input of that name.
    ///
    /// @throws DataException if not
    static void checkTargets(ProgramInfo training, String target, Dataset data) {
        checkSize(training, training.input(target), data.targetSize(), data, "labels");
    }

    /// Whether the data has as many classes as the net tells apart. A label beyond the net's outputs would make
    /// validation read past them.
    ///
    /// @throws DataException if not
    static void checkClasses(ProgramInfo inference, Scoring scoring, Dataset data) {
        int outputs = inference.output(scoring.prediction()).size() / inference.batch();
        // One output can say yes or no.
        int classes = outputs == 1 && scoring.loss() != Loss.CROSS_ENTROPY ? 2 : outputs;
        boolean needed = scoring.loss() == Loss.CROSS_ENTROPY || data.classes().isPresent();
        if (needed && data.classes().orElse(0) != classes) {
            throw new DataException("the net tells %d classes apart, but the data has %s\n  = note: %s\n  = help: %s"
                    .formatted(
                            classes,
                            data.classes().isPresent()
                                    ? data.classes().getAsInt() + ": " + String.join(", ", data.classNames())
                                    : "no class numbers",
                            data.description(),
                            "give the net's last layer and its label as many classes as the data has"));
        }
        if (data.classes().isEmpty() && data.targetSize() != outputs) {
            throw new DataException(
                    "the net's `%s` is %d numbers an example, but the data's labels are %d\n  = note: %s\n  = help: %s"
                            .formatted(
                                    scoring.prediction(),
                                    outputs,
                                    data.targetSize(),
                                    data.description(),
                                    "change the net's last layer, or use other data"));
        }
    }

    private static void checkSize(ProgramInfo info, Slot slot, int size, Dataset data, String what) {
        if (slot.size() != info.batch() * size) {
            throw new DataException(
                    "the net's `%s` takes %s, but the data has %s (%d numbers each)\n  = note: %s\n  = help: %s"
                            .formatted(
                                    slot.name(),
                                    slot.shape().subList(1, slot.shape().size()),
                                    what,
                                    size,
                                    data.description(),
                                    "change the net's input declaration, or use other data"));
        }
    }
}
