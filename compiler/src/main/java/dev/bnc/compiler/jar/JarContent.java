package dev.bnc.compiler.jar;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What is in an exported jar: the manifest, then the other files by name, then the weights, which are not compressed.
/// Times are fixed.
public final class JarContent {
    // The earliest time a zip file can say; in local time, so that no time zone changes the bytes.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final byte[] manifest;
    private final SortedMap<String, byte[]> files;
    private final String weightsName;
    private final StoredFloats weights;
    private final int batch;

    JarContent(
            byte[] manifest, SortedMap<String, byte[]> files, String weightsName, StoredFloats weights, int batch) {
        this.manifest = manifest;
        this.files = files;
        this.weightsName = weightsName;
        this.weights = weights;
        this.batch = batch;
    }

    /// Bytes of weights.
    public long weightBytes() {
        return weights.size();
    }

    /// Number of class files.
    public int classes() {
        return (int) files.keySet().stream().filter(name -> name.endsWith(".class")).count();
    }

    /// The most examples one run takes.
    public int batch() {
        return batch;
    }

    void writeTo(OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_COMPRESSION);
        deflate("META-INF/MANIFEST.MF", manifest, zip);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            deflate(file.getKey(), file.getValue(), zip);
        }
        store(zip);
        zip.finish();
    }

    private static void deflate(String name, byte[] content, ZipOutputStream zip) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private void store(ZipOutputStream zip) throws IOException {
        var entry = new ZipEntry(weightsName);
        entry.setTimeLocal(TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(weights.size());
        entry.setCrc(weights.checksum());
        zip.putNextEntry(entry);
        weights.writeTo(zip);
        zip.closeEntry();
    }
}
