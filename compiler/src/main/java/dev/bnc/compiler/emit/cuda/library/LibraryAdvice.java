package dev.bnc.compiler.emit.cuda.library;

import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Engine;
import java.util.List;
import java.util.Optional;

/// How a library is to do a task.
///
/// @param workspace bytes it may use
/// @param algorithm cuBLASLt's choice, 64 bytes as 8 numbers; empty if it is to be made where the plan runs
/// @param engine cuDNN's choice; empty if it is to be made where the plan runs
public record LibraryAdvice(long workspace, List<Long> algorithm, Optional<Engine> engine) {
    public LibraryAdvice {
        algorithm = List.copyOf(algorithm);
    }

    /// The choice is made where the plan runs.
    public static LibraryAdvice later(long workspace) {
        return new LibraryAdvice(workspace, List.of(), Optional.empty());
    }
}
