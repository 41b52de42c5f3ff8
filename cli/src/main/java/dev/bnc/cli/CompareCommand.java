package dev.bnc.cli;

import dev.bnc.cli.report.Comparison;
import dev.bnc.cli.report.ReportPage;
import dev.bnc.cli.report.Results;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bnc compare`: the page that a study makes, of runs that exist.
@Command(
        name = "compare",
        description = "Shows runs side by side on one page: curves, steps to an accuracy, time per step, probes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc compare runs/mnist-0001 runs/mnist-0002 -o report.html",
            "  bnc compare runs/mnist-study-0001 --accuracy 0.98 -o report.html",
            "  bnc compare runs/mnist-* -o report.html --force --format json"
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, or of studies for all their runs.")
    private List<Path> runs = List.of();

    @Mixin
    private Console console = new Console();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE.html",
            description = "The page to write.")
    private Path output = Path.of("");

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Option(
            names = "--accuracy",
            paramLabel = "A",
            description = "Report the steps to this accuracy, such as 0.97; a study's own unless given.")
    private @Nullable Double accuracy;

    @Override
    public Integer call() {
        if (accuracy != null && !(accuracy >= 0 && accuracy <= 1)) {
            throw UserError.of(
                    ExitCodes.USAGE,
                    "--accuracy must be between 0 and 1, not " + accuracy + "\n  = help: write 0.97 for 97 %");
        }
        OutputFile.check(output, force);
        Comparison found = Comparison.of(runs);
        if (found.runs().isEmpty()) {
            throw UserError.of(ExitCodes.INPUT_OUTPUT, runs.getFirst() + ": no run of this study has begun");
        }
        Comparison comparison = accuracy == null ? found : found.withAccuracy(accuracy);
        ReportPage.write(output, comparison, Instant.now());
        if (console.json()) {
            console.print(new Json.Obj()
                    .with("report", output.toString())
                    .with("results", Results.summary(comparison))
                    .toString());
        } else {
            console.printLines(ComparisonText.of(comparison));
            console.print("report  " + output);
        }
        return ExitCodes.OK;
    }
}
