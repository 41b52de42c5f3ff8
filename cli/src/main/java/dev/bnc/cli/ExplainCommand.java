package dev.bnc.cli;

import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Explanations;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `bnc explain`: what a code in an error or warning means.
@Command(
        name = "explain",
        description = "Says what the code of an error or a warning means, with a wrong and a right example.",
        footerHeading = "%nExamples:%n",
        footer = {"  bnc explain BNC0304", "  bnc explain 412", "  bnc explain"})
final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CODE", description = "The code; without it all codes are listed.")
    private @Nullable String code;

    @Mixin
    private Messages messages = new Messages();

    @Override
    public Integer call() {
        if (code == null) {
            Arrays.stream(DiagnosticCode.values()).forEach(c -> messages.print(c.id() + "  " + c.title()));
            return ExitCodes.OK;
        }
        DiagnosticCode found = named(code);
        String page = Explanations.of(found).orElse("# " + found.id() + ": " + found.title() + "\n");
        messages.printLines(page);
        return ExitCodes.OK;
    }

    private static DiagnosticCode named(String given) {
        return DiagnosticCode.byId(spelledOut(given)).orElseThrow(() -> unknown(given));
    }

    // 304 and 0304 stand for BNC0304.
    private static String spelledOut(String given) {
        return given.matches("\\d{1,4}") ? String.format(Locale.ROOT, "BNC%04d", Integer.parseInt(given)) : given;
    }

    private static UserError unknown(String given) {
        return UserError.of(
                ExitCodes.USAGE, given + ": there is no such code\n  = help: `bnc explain` lists all codes");
    }
}
