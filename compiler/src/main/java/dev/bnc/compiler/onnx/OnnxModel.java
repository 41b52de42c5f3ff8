package dev.bnc.compiler.onnx;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an ONNX file holds. Equal models are written as equal bytes.
///
/// @param opset version of ONNX's own operators that the graph uses
/// @param version of bnc
/// @param metadata by key, about the net as a whole
public record OnnxModel(OnnxGraph graph, int opset, String version, SortedMap<String, String> metadata) {
    /// Protobuf's limit: readers keep lengths in signed 32 bits.
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    public OnnxModel {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /// Number of ONNX nodes.
    public int nodes() {
        return graph.nodes().size();
    }

    /// Bytes of the file.
    public long size() {
        return OnnxMessages.model(this).size();
    }

    /// Writes the file, replacing `file` at once or not at all.
    ///
    /// @throws ArtifactException if it cannot be written, or would have 2 GB or more, which no reader takes
    public void write(Path file) {
        requireReadable(file, size());
        AtomicFile.write(file, this::writeTo);
    }

    /// Writes the file's bytes to a stream.
    public void writeTo(OutputStream out) throws IOException {
        OnnxMessages.model(this).writeTo(out);
    }

    static void requireReadable(Path file, long bytes) {
        if (bytes > MOST_BYTES) {
            throw new ArtifactException(String.format(
                    Locale.ROOT,
                    "%s: the model has %,d bytes as ONNX, and no reader takes 2 GB or more%n"
                            + "  = help: `--to safetensors` and `--to bnm` have no such limit",
                    file,
                    bytes));
        }
    }
}
