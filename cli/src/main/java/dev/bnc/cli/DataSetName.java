package dev.bnc.cli;

import dev.bnc.compiler.syntax.Suggestions;
import dev.bnc.datasets.KnownSet;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Parameters;

/// The known data set a command works on.
final class DataSetName {
    @Parameters(paramLabel = "NAME", description = "One of those that `bnc data list` names.")
    private String name = "";

    /// The set of that name.
    ///
    /// @throws UserError if there is none
    KnownSet set() {
        return KnownSet.find(name).orElseThrow(() -> {
            List<String> known = Arrays.stream(KnownSet.values()).map(KnownSet::id).toList();
            List<String> near = Suggestions.near(name, known);
            String help = near.isEmpty() ? "the sets are " + String.join(", ", known) : "did you mean " + near.getFirst() + "?";
            return UserError.of(ExitCodes.USAGE, name + ": no data set that bnc knows\n  = help: " + help);
        });
    }
}
