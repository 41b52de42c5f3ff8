package dev.bnc.runtime.embed;

import dev.bnc.runtime.program.ProgramInfo;
import java.util.List;

/// What an exported net is called, takes and gives.
///
/// @param madeBy what exported it, with its version
/// @param inputShape of one example
/// @param output name of the output that answers are taken from
/// @param meaning what the numbers of that output are
/// @param white what a white pixel is: 1, or 255 where the net takes bytes
/// @param scaling what is done to each example before it goes in
/// @param weights number of floats in the weights' resource, and where the state of the programs goes on
/// @param checksum CRC-32 of that resource
/// @param recorded examples with the answers that are right; 0 if there are none
/// @param tolerance largest difference from these, relative to the largest number among them
/// @param programs one for each batch size, the smallest first; they share one state
public record NetDescription(
        String name,
        String madeBy,
        String input,
        List<Integer> inputShape,
        String output,
        Meaning meaning,
        double white,
        List<Scaling> scaling,
        int weights,
        long checksum,
        int recorded,
        double tolerance,
        List<ProgramInfo> programs) {
    public NetDescription {
        inputShape = List.copyOf(inputShape);
        scaling = List.copyOf(scaling);
        programs = List.copyOf(programs);
    }

    /// What the numbers of an output are.
    public enum Meaning {
        /// Logits of classes that exclude each other.
        ONE_OF,
        /// Logits of things that may each be there or not.
        EACH_OF,
        /// Just numbers.
        NUMBERS
    }

    /// `(x - mean) / deviation`, one pair for all channels or one a channel.
    public record Scaling(List<Double> mean, List<Double> deviation) {
        public Scaling {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
        }
    }
}
