package dev.bnc.runtime.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A trained model, `.bnm`: a zip file of
///
/// - `manifest.json`: format, name, inputs, outputs, and what else the maker notes;
/// - `graph.txt`: the net as graph text;
/// - `weights.safetensors`;
/// - any other files, in the order of their names, such as golden input and output pairs;
/// - `checksums.txt`: the SHA-256 sum of each of the files above.
///
/// Data only. The bytes are decided by the contents ([StoredZip]), so equal models have equal bytes, and a changed byte is
/// found wherever it is: in a file by its sums, outside by its place.
///
/// @param attachments the other files by name
public record ModelFile(Json.Obj manifest, String graph, SafeTensors weights, SortedMap<String, byte[]> attachments) {
    /// The version of the format that is written and read.
    public static final int VERSION = 2;

    private static final String FORMAT = "bnc model ";
    private static final String MANIFEST = "manifest.json";
    private static final String GRAPH = "graph.txt";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String CHECKSUMS = "checksums.txt";
    static final String AGAIN = "make or fetch the model again";

    // Nothing but weights is ever large; a file that says so is not to be loaded to find out.
    private static final long LARGEST_MANIFEST = 4L << 20;
    private static final long LARGEST_GRAPH = 64L << 20;
    private static final long LARGEST_ATTACHMENT = 256L << 20;
    private static final Pattern SOME_FORMAT = Pattern.compile("\\{\"format\":\"bnc model ([0-9]{1,6})\"");
    private static final int FIRST_BYTES = 200;

    /// Writes a model, replacing `file` at once or not at all. `manifest` need not state the format.
    public static void write(
            Path file,
            Json.Obj manifest,
            String graph,
            List<NamedTensor> weights,
            SortedMap<String, byte[]> attachments) {
        AtomicFile.write(file, out -> write(out, manifest, graph, weights, attachments));
    }

    /// Writes a model where it is not a file of its own.
    public static void write(
            OutputStream out,
            Json.Obj manifest,
            String graph,
            List<NamedTensor> weights,
            SortedMap<String, byte[]> attachments)
            throws IOException {
        SequencedMap<String, Json> facts = new LinkedHashMap<>();
        facts.put("format", new Json.Text(FORMAT + VERSION));
        facts.putAll(manifest.members());
        var tensors = new ByteArrayOutputStream();
        SafeTensors.write(new LinkedHashMap<>(), weights, tensors);
        SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
        parts.put(MANIFEST, utf8(new Json.Obj(facts) + "\n"));
        parts.put(GRAPH, utf8(graph));
        parts.put(WEIGHTS, tensors.toByteArray());
        new TreeMap<>(attachments).forEach((name, content) -> {
            if (parts.put(name, content) != null || name.equals(CHECKSUMS)) {
                throw new IllegalArgumentException("not a name for an attachment: " + name);
            }
        });
        SequencedMap<String, MemorySegment> views = new LinkedHashMap<>();
        parts.forEach((name, content) -> views.put(name, MemorySegment.ofArray(content)));
        parts.put(CHECKSUMS, utf8(checksums(views)));
        StoredZip.write(parts, out);
    }

    /// Reads and checks a model. Its weights are views of the file, not copies.
    ///
    /// @throws ArtifactException if it is missing, damaged, or something else
    public static ModelFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment content =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return read(content, file.toString());
        } catch (NoSuchFileException missing) {
            throw new ArtifactException(file + ": no such file", missing);
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    static ModelFile read(MemorySegment content, String file) {
        SequencedMap<String, MemorySegment> parts = parts(content, file);
        Json.Obj manifest = manifest(parts, file);
        checkOrder(parts, file);
        checkSums(parts, file);
        SafeTensors weights;
        try {
            weights = SafeTensors.of(part(parts, WEIGHTS, file), WEIGHTS);
        } catch (ArtifactException wrong) {
            throw wrong.inside(file, AGAIN);
        }
        var attachments = new TreeMap<String, byte[]>();
        for (Map.Entry<String, MemorySegment> part : parts.entrySet()) {
            if (!List.of(MANIFEST, GRAPH, WEIGHTS, CHECKSUMS).contains(part.getKey())) {
                attachments.put(part.getKey(), bytes(part, LARGEST_ATTACHMENT, file));
            }
        }
        return new ModelFile(manifest, text(parts, GRAPH, LARGEST_GRAPH, file), weights, attachments);
    }

    /// A model of another version may be packed in another way, so its version is looked for before that is called wrong.
    private static SequencedMap<String, MemorySegment> parts(MemorySegment content, String file) {
        try {
            return StoredZip.read(content, file);
        } catch (ArtifactException refused) {
            if (refused.fault().filter(f -> f.kind() == ArtifactException.Kind.FOREIGN).isPresent()) {
                byte[] start = content.asSlice(0, Math.min(FIRST_BYTES, content.byteSize()))
                        .toArray(ValueLayout.JAVA_BYTE);
                checkVersion(new String(start, StandardCharsets.ISO_8859_1), file);
            }
            throw refused;
        }
    }

    private static Json.Obj manifest(SequencedMap<String, MemorySegment> parts, String file) {
        String text = text(parts, MANIFEST, LARGEST_MANIFEST, file);
        checkVersion(text, file);
        try {
            if (Json.parse(text, MANIFEST) instanceof Json.Obj manifest
                    && manifest.text("format").equals(Optional.of(FORMAT + VERSION))) {
                return manifest;
            }
        } catch (ArtifactException wrong) {
            throw wrong.inside(file, AGAIN);
        }
        throw fault(
                ArtifactException.Kind.FOREIGN, file, MANIFEST, "it does not say \"format\":\"" + FORMAT + VERSION + "\"");
    }

    private static void checkVersion(String text, String file) {
        Matcher version = SOME_FORMAT.matcher(text);
        if (!version.find() || Integer.parseInt(version.group(1)) == VERSION) {
            return;
        }
        boolean newer = Integer.parseInt(version.group(1)) > VERSION;
        throw new ArtifactException(new ArtifactException.Fault(
                ArtifactException.Kind.OTHER_VERSION,
                file,
                MANIFEST,
                "the model has format %s, this bnc reads format %d".formatted(version.group(1), VERSION),
                newer
                        ? "a newer bnc wrote it: use that one, or export the model anew with this one"
                        : "an older bnc wrote it: make it anew with `bnc compile FILE.net --weights"
                                + " runs/NAME-0001/last.ckpt --no-fuse -o MODEL.bnm`"));
    }

    // The order is part of the format: equal models have equal bytes.
    private static void checkOrder(SequencedMap<String, MemorySegment> parts, String file) {
        for (String needed : List.of(GRAPH, WEIGHTS, CHECKSUMS)) {
            part(parts, needed, file);
        }
        var expected = new ArrayList<>(List.of(MANIFEST, GRAPH, WEIGHTS));
        var others = new TreeMap<>(parts);
        others.keySet().removeAll(List.of(MANIFEST, GRAPH, WEIGHTS, CHECKSUMS));
        expected.addAll(others.keySet());
        expected.add(CHECKSUMS);
        if (!expected.equals(List.copyOf(parts.sequencedKeySet()))) {
            throw fault(ArtifactException.Kind.FOREIGN, file, "", "its files are in another order than bnc writes them");
        }
    }

    private static void checkSums(SequencedMap<String, MemorySegment> parts, String file) {
        String given = text(parts, CHECKSUMS, LARGEST_MANIFEST, file);
        var content = new LinkedHashMap<>(parts);
        content.remove(CHECKSUMS);
        String expected = checksums(content);
        if (!given.equals(expected)) {
            List<String> lines = given.lines().toList();
            String differing = expected.lines()
                    .filter(line -> !lines.contains(line))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(' ')).strip())
                    .orElse(CHECKSUMS);
            throw fault(ArtifactException.Kind.DAMAGED, file, differing, "its SHA-256 sum is not the one in " + CHECKSUMS);
        }
    }

    private static String checksums(SequencedMap<String, MemorySegment> parts) {
        var sums = new StringBuilder();
        parts.forEach((name, content) ->
                sums.append(Checksum.of(content)).append("  ").append(name).append('\n'));
        return sums.toString();
    }

    private static MemorySegment part(Map<String, MemorySegment> parts, String name, String file) {
        MemorySegment content = parts.get(name);
        if (content == null) {
            throw fault(ArtifactException.Kind.FOREIGN, file, "", "it has no " + name + ", so it is no model");
        }
        return content;
    }

    private static String text(Map<String, MemorySegment> parts, String name, long largest, String file) {
        byte[] content = bytes(Map.entry(name, part(parts, name, file)), largest, file);
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Map.Entry<String, MemorySegment> part, long largest, String file) {
        if (part.getValue().byteSize() > largest) {
            String reason = "%,d bytes are more than it may have (%,d)".formatted(part.getValue().byteSize(), largest);
            throw fault(ArtifactException.Kind.IMPOSSIBLE, file, part.getKey(), reason);
        }
        return part.getValue().toArray(ValueLayout.JAVA_BYTE);
    }

    private static ArtifactException fault(ArtifactException.Kind kind, String file, String entry, String reason) {
        return new ArtifactException(new ArtifactException.Fault(kind, file, entry, reason, AGAIN));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
