package dev.bnc.cli;

import dev.bnc.compiler.emit.cuda.LaunchFiles;
import dev.bnc.runtime.artifact.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes the files of a launch plan, all of them or none.
final class LaunchFolder {
    /// The earliest that a zip file can say, so that equal files give equal bytes.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private LaunchFolder() {}

    /// Into a new folder, which is made beside its place and moved there in the end.
    static void write(LaunchFiles files, Path folder) {
        Path whole = folder.toAbsolutePath();
        Path making = whole.resolveSibling(whole.getFileName() + ".tmp");
        try {
            delete(making);
            for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
                Path place = making.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(place.getParent()));
                Files.write(place, file.getValue());
            }
            Files.move(making, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Into a zip file.
    static void zip(LaunchFiles files, Path zip) {
        AtomicFile.write(zip, out -> {
            var packed = new ZipOutputStream(out);
            for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
                var entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(TIME);
                packed.putNextEntry(entry);
                packed.write(file.getValue());
                packed.closeEntry();
            }
            packed.finish();
        });
    }
}
