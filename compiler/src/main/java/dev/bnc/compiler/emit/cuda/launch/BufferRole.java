package dev.bnc.compiler.emit.cuda.launch;

/// What a buffer of a launch plan is for.
public enum BufferRole {
    /// Examples, labels: written by the caller before each run.
    INPUT,
    /// A number that changes from step to step (learning rate, step number): written by the caller before each run.
    HYPERPARAMETER,
    /// Read by the caller after each run; the loss is one.
    OUTPUT,
    /// Trained tensor of the state.
    PARAMETER,
    /// Population statistic, a tensor of the state.
    STATISTIC,
    /// Optimizer slot, a tensor of the state.
    SLOT,
    /// Made by the setup, read by every run.
    CONSTANT,
    /// Value between steps.
    TEMPORARY,
    /// Partial results inside the kernels of one step.
    WORKSPACE;

    /// Whether the buffer is a tensor of the state.
    public boolean state() {
        return this == PARAMETER || this == STATISTIC || this == SLOT;
    }
}
