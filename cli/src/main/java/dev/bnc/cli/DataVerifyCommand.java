package dev.bnc.cli;

import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.datasets.DatasetStore;
import dev.bnc.datasets.DatasetStore.FileCheck;
import dev.bnc.datasets.DatasetStore.Status;
import dev.bnc.datasets.KnownSet;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc data verify`: are the files of a data set those that were published?
@Command(
        name = "verify",
        description = "Compares the files of a data set with the published SHA-256 sums.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc data verify mnist",
            "  bnc data verify mnist --data ~/Downloads/mnist",
            "  bnc data verify cifar10 --format json"
        })
final class DataVerifyCommand implements Callable<Integer> {
    @Mixin
    private DataSetName name = new DataSetName();

    @Option(names = "--data", paramLabel = "DIR", description = "Look in this folder instead of the data folder.")
    private @Nullable Path data;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        KnownSet set = name.set();
        DatasetCatalog catalog = DatasetCatalog.standard();
        Path folder = Folders.existing("--data", data)
                .or(() -> catalog.find(set))
                .orElseThrow(() -> UserError.of(
                        ExitCodes.INPUT_OUTPUT,
                        set.id() + " is not in " + catalog.dataFolder() + "\n  = help: fetch it with `bnc data get "
                                + set.id() + "`, or say where it is with --data DIR"));
        List<FileCheck> checks = DatasetStore.verify(set, folder);
        boolean good = checks.stream().allMatch(c -> c.status() == Status.GOOD);
        if (console.json()) {
            console.print(json(folder, checks, good));
        } else {
            checks.forEach(c -> console.print(
                    String.format(Locale.ROOT, "%-9s %s", word(c), c.file().name())));
            console.info(folder + (good ? ": all files are as published" : ": not all files are as published"));
        }
        return good ? ExitCodes.OK : ExitCodes.BAD_NET;
    }

    private static String json(Path folder, List<FileCheck> checks, boolean good) {
        var files = checks.stream()
                .<Json>map(c -> new Json.Obj().with("file", c.file().name()).with("status", word(c)))
                .toList();
        return new Json.Obj()
                .with("folder", folder.toString())
                .with("ok", new Json.Bool(good))
                .with("files", new Json.Arr(files))
                .toString();
    }

    private static String word(FileCheck check) {
        return check.status().name().toLowerCase(Locale.ROOT);
    }
}
