package dev.bnc.cli;

import dev.bnc.compiler.emit.cuda.LaunchFiles;
import dev.bnc.compiler.emit.cuda.ShippedPlan;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.ArtifactException.Fault;
import dev.bnc.runtime.artifact.ArtifactException.Kind;
import dev.bnc.runtime.artifact.AtomicFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Writes the files of a launch plan, all of them or none, and finds them again in a zip file.
final class LaunchFolder {
    /// The earliest that a zip file can say, so that equal files give equal bytes.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int MOST_FILES = 10_000;
    private static final String HELP = "make it again: `bnc export MODEL --to cuda -o FILE.zip`";
    private static final Map<Path, Path> UNPACKED = new ConcurrentHashMap<>();

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

    /// Whether a file is one that [#zip] made, by its name.
    static boolean isZip(Path path) {
        return path.toString().endsWith("." + ExportTarget.CUDA.extension()) && Files.isRegularFile(path);
    }

    /// A folder with the files of a zip file, for as long as the process lives.
    ///
    /// @throws ArtifactException if it is none of ours
    static Path unpacked(Path zip) {
        return UNPACKED.computeIfAbsent(zip.toAbsolutePath(), LaunchFolder::unpack);
    }

    private static Path unpack(Path zip) {
        try (var packed = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
            Path folder = Files.createTempDirectory("bnc-launch-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(folder)));
            int files = 0;
            for (ZipEntry entry = packed.getNextEntry(); entry != null; entry = packed.getNextEntry()) {
                Path place = folder.resolve(entry.getName()).normalize();
                if (!place.startsWith(folder) || entry.isDirectory() || ++files > MOST_FILES) {
                    throw foreign(zip, "it has an entry that no export has: " + entry.getName());
                }
                Files.createDirectories(Objects.requireNonNull(place.getParent()));
                Files.copy(packed, place);
            }
            if (!ShippedPlan.isIn(folder) || !Files.exists(folder.resolve(LaunchFiles.MODEL))) {
                throw foreign(zip, "it holds no launch plan with its model");
            }
            return folder;
        } catch (ZipException | EOFException cut) {
            throw new ArtifactException(new Fault(
                    Kind.DAMAGED, zip.toString(), "", "a zip file that is cut or damaged: " + cut.getMessage(), HELP));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ArtifactException foreign(Path zip, String reason) {
        return new ArtifactException(new Fault(Kind.FOREIGN, zip.toString(), "", reason, HELP));
    }

    private static void discard(Path folder) {
        try {
            delete(folder);
        } catch (IOException _) {
            // The system clears its folder of temporary files.
        }
    }
}
