package dev.bnc.runtime.artifact;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A trained model, `.bnm`: a zip file of
///
/// - `manifest.json`: format, name, inputs, outputs, and what else the maker notes;
/// - `graph.txt`: the net as graph text;
/// - `weights.safetensors`;
/// - any other files, such as golden input and output pairs;
/// - `checksums.txt`: the SHA-256 sum of each of the files above.
///
/// Data only. Entries are stored uncompressed in a fixed order with a fixed time, so equal models have equal bytes.
///
/// @param attachments the other files by name
public record ModelFile(Json.Obj manifest, String graph, SafeTensors weights, SortedMap<String, byte[]> attachments) {
    /// The value of the manifest's member `format`.
    public static final String FORMAT = "bnc model 1";

    private static final String MANIFEST = "manifest.json";
    private static final String GRAPH = "graph.txt";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String CHECKSUMS = "checksums.txt";
    private static final int MOST_ENTRIES = 1000;
    private static final String AGAIN = "\n  = help: make or fetch the model again";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    // The earliest time a zip file can say; in local time, so that no time zone changes the bytes.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /// Writes a model, replacing `file` at once or not at all. `manifest` need not state the format.
    public static void write(
            Path file,
            Json.Obj manifest,
            String graph,
            List<NamedTensor> weights,
            SortedMap<String, byte[]> attachments) {
        AtomicFile.write(file, out -> {
            SequencedMap<String, Json> facts = new LinkedHashMap<>();
            facts.put("format", new Json.Text(FORMAT));
            facts.putAll(manifest.members());
            var tensors = new ByteArrayOutputStream();
            SafeTensors.write(new LinkedHashMap<>(), weights, tensors);
            SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
            parts.put(MANIFEST, utf8(new Json.Obj(facts) + "\n"));
            parts.put(GRAPH, utf8(graph));
            parts.put(WEIGHTS, tensors.toByteArray());
            attachments.forEach((name, content) -> parts.put(usable(name), content));
            parts.put(CHECKSUMS, utf8(checksums(parts)));
            var zip = new ZipOutputStream(out);
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                store(part.getKey(), part.getValue(), zip);
            }
            zip.finish();
        });
    }

    /// Reads and checks a model.
    ///
    /// @throws ArtifactException if it is missing, damaged, or something else
    public static ModelFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (NoSuchFileException missing) {
            throw new ArtifactException(file + ": no such file", missing);
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    static ModelFile read(InputStream in, String file) throws IOException {
        Map<String, byte[]> parts = parts(in, file);
        String given = text(part(parts, CHECKSUMS, file));
        parts.remove(CHECKSUMS);
        if (!checksums(parts).equals(given)) {
            throw new ArtifactException(
                    file + ": damaged: " + differing(parts, given) + " does not fit its SHA-256 sum" + AGAIN);
        }
        if (!(Json.parse(text(part(parts, MANIFEST, file)), file + "/" + MANIFEST) instanceof Json.Obj manifest)
                || !manifest.text("format").equals(Optional.of(FORMAT))) {
            throw new ArtifactException(file + ": its manifest does not say \"format\":\"" + FORMAT + "\""
                    + "\n  = help: it was made by another version of bnc; compile the net again");
        }
        String graph = text(part(parts, GRAPH, file));
        SafeTensors weights = SafeTensors.of(part(parts, WEIGHTS, file), file + "/" + WEIGHTS);
        var attachments = new TreeMap<>(parts);
        attachments.keySet().removeAll(List.of(MANIFEST, GRAPH, WEIGHTS));
        return new ModelFile(manifest, graph, weights, attachments);
    }

    // Only stored entries are taken, so the file's own size bounds what is read.
    private static Map<String, byte[]> parts(InputStream in, String file) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (var zip = new ZipInputStream(new BufferedInputStream(in, 1 << 16))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                boolean strange = entry.getMethod() != ZipEntry.STORED
                        || !NAME.matcher(entry.getName()).matches();
                if (strange || parts.size() == MOST_ENTRIES || parts.put(entry.getName(), zip.readAllBytes()) != null) {
                    throw new ArtifactException(file + ": not made by bnc: unexpected entry " + entry.getName()
                            + "\n  = help: a model packed again by another tool cannot be read; use the original file");
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            throw new ArtifactException(file + ": damaged: " + broken.getMessage() + AGAIN, broken);
        }
        return parts;
    }

    private static byte[] part(Map<String, byte[]> parts, String name, String file) {
        byte[] content = parts.get(name);
        if (content == null) {
            throw new ArtifactException(file + ": not a whole model: it has no " + name + AGAIN);
        }
        return content;
    }

    private static String checksums(Map<String, byte[]> parts) {
        var sums = new StringBuilder();
        parts.forEach((name, content) ->
                sums.append(Checksum.of(content)).append("  ").append(name).append('\n'));
        return sums.toString();
    }

    private static String differing(Map<String, byte[]> parts, String given) {
        return parts.entrySet().stream()
                .filter(part -> !given.contains(Checksum.of(part.getValue()) + "  " + part.getKey() + "\n"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("the list of files");
    }

    private static void store(String name, byte[] content, ZipOutputStream zip) throws IOException {
        var sum = new CRC32();
        sum.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(TIME);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static String usable(String name) {
        if (!NAME.matcher(name).matches()
                || List.of(MANIFEST, GRAPH, WEIGHTS, CHECKSUMS).contains(name)) {
            throw new IllegalArgumentException("not a name for an attachment: " + name);
        }
        return name;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
