package dev.bnc.runtime.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The loss or the state is no longer finite. The message says where it began and what to try.
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_LISTED = 8;

    private final long step;

    /// @param step the update after which it showed, counted from 1
    /// @param losses the last losses, the newest last
    /// @param broken descriptions of the state tensors with values that are not finite
    /// @param lastGood the newest checkpoint, and the step it is of
    DivergedException(
            long step, List<Float> losses, List<String> broken, double learningRate, Optional<LastGood> lastGood) {
        super(message(step, losses, broken, learningRate, lastGood));
        this.step = step;
    }

    /// A checkpoint from before.
    record LastGood(long step, Path file) {}

    /// The update after which it showed, counted from 1.
    public long step() {
        return step;
    }

    private static String message(
            long step, List<Float> losses, List<String> broken, double learningRate, Optional<LastGood> lastGood) {
        var text = new StringBuilder("training diverged at step " + step);
        if (!losses.isEmpty()) {
            text.append(": the loss is ").append(losses.getLast());
            text.append("\n  = note: last losses: ")
                    .append(losses.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (!broken.isEmpty()) {
            text.append("\n  = note: not finite: ")
                    .append(String.join(", ", broken.subList(0, Math.min(MOST_LISTED, broken.size()))));
            if (broken.size() > MOST_LISTED) {
                text.append(" and ").append(broken.size() - MOST_LISTED).append(" more tensors");
            }
        }
        lastGood.ifPresent(good -> text.append("\n  = note: last good checkpoint: ")
                .append(good.file())
                .append(" (step ")
                .append(good.step())
                .append(')'));
        return text.append("\n  = help: lower the learning rate (it was ")
                .append(learningRate)
                .append("), warm it up, or clip gradients")
                .toString();
    }
}
