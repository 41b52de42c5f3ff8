package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Transform;
import java.util.List;

/// How a net's answers are compared with labels.
///
/// @param input the inference program's input that takes the examples
/// @param prediction its output that loss and accuracy are computed from (logits)
/// @param transforms of each example before it goes in; those that only training uses are passed over
public record Scoring(String input, String prediction, Loss loss, List<Transform> transforms) {
    public Scoring {
        transforms = List.copyOf(transforms);
    }
}
