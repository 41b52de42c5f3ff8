package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Where the files of a known data set can be had.
public sealed interface FileSource {
    /// Opens the unpacked content of the file of that name.
    InputStream open(String file) throws IOException;

    /// What to call it in messages.
    String description();

    /// A folder that holds the files, plain or gzip.
    record Folder(Path path) implements FileSource {
        @Override
        public InputStream open(String file) throws IOException {
            Path found = DatasetCatalog.fileIn(path, file)
                    .orElseThrow(
                            () -> new DataException("%s: neither %s nor %s.gz is there".formatted(path, file, file)));
            return unpacked(Files.newInputStream(found));
        }

        @Override
        public String description() {
            return path.toString();
        }
    }

    /// A web address below which the files are, plain or gzip.
    record Mirror(URI base) implements FileSource {
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        @Override
        public InputStream open(String file) throws IOException {
            String folder = base.toString().endsWith("/") ? base.toString() : base + "/";
            var statuses = new StringBuilder();
            for (String name : List.of(file + ".gz", file)) {
                HttpResponse<InputStream> response = get(URI.create(folder + name));
                if (response.statusCode() == 200) {
                    return unpacked(response.body());
                }
                response.body().close();
                statuses.append("\n  = note: ")
                        .append(folder)
                        .append(name)
                        .append(" answers ")
                        .append(response.statusCode());
            }
            throw new DataException("the mirror does not have " + file + statuses);
        }

        @Override
        public String description() {
            return base.toString();
        }

        private static HttpResponse<InputStream> get(URI address) throws IOException {
            try {
                HttpClient client = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(PATIENCE)
                        .build();
                return client.send(
                        HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
            } catch (IllegalArgumentException wrong) {
                throw new DataException(address + ": no web address: " + wrong.getMessage(), wrong);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }
    }

    /// `in`, unpacked if it is gzip.
    private static InputStream unpacked(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return packed ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }
}
