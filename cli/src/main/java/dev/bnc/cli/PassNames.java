package dev.bnc.cli;

import dev.bnc.compiler.pass.Pipeline;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.syntax.Suggestions;
import java.util.List;

/// Names of passes given as options.
final class PassNames {
    /// Stands for every pass where that makes sense.
    static final String ALL = "all";

    private PassNames() {}

    /// Checks that there is such a pass.
    ///
    /// @throws UserError if not
    static void check(String option, String name) {
        List<String> known = Pipelines.passNames();
        if (!known.contains(name)) {
            List<String> near = Suggestions.near(name, known);
            String help = near.isEmpty() ? "the passes are " + String.join(", ", known) : "did you mean " + near.getFirst() + "?";
            throw UserError.of(ExitCodes.USAGE, option + " " + name + ": there is no such pass\n  = help: " + help);
        }
    }

    /// Checks that a pipeline has such a pass.
    ///
    /// @throws UserError if not
    static void check(String option, String name, Pipeline pipeline) {
        check(option, name);
        List<String> passes = pipeline.passes().stream().map(p -> p.name()).toList();
        if (!passes.contains(name)) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    option + " " + name + ": this pass does not run here, but " + String.join(", ", passes)
                            + "\n  = help: `bnc show --training` shows the training step; with --no-fuse there are no folds");
        }
    }
}
