package dev.bnc.compiler.graph.op;

/// Where a batch norm's population statistics come from.
public sealed interface Statistics {
    /// Exponential moving average: `new = keep * old + (1 - keep) * batch`.
    ///
    /// @param unbiased whether the batch variance is multiplied by `m / (m - 1)` before it goes in, as in the paper
    ///     and PyTorch
    record Ema(double keep, boolean unbiased) implements Statistics {
        public Ema {
            Require.share("keep", keep);
        }
    }

    /// Plain average over all training steps so far.
    record Cumulative(boolean unbiased) implements Statistics {}

    /// Moving average while training (to validate with); afterwards made anew over `batches` batches of the training
    /// set with the final weights (Ioffe, Szegedy 2015, algorithm 2). 0 batches: the whole set.
    record Recompute(int batches, double keep, boolean unbiased) implements Statistics {
        public Recompute {
            Require.notNegative("batches", batches);
            Require.share("keep", keep);
        }
    }

    /// Never changed, and used in training too.
    record Frozen() implements Statistics {}
}
