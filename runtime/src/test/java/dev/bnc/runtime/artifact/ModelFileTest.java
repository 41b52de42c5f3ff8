package dev.bnc.runtime.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model keeps what it was given, byte for byte; whatever else is in the file is refused.
class ModelFileTest {
    @TempDir
    Path folder;

    @Test
    void keepsItsParts() throws IOException {
        ModelFile read = ModelFile.read(write("net.bnm"));
        assertThat(read.manifest().text("name")).contains("net");
        assertThat(read.graph()).isEqualTo("%x = input f32[1]\n");
        assertThat(read.weights().values(read.weights().entries().getFirst())).containsExactly(1, 2);
        assertThat(read.attachments().get("golden/input.npy")).containsExactly(7, 8);
    }

    @Test
    void hasTheSameBytesInEveryTimeZone() throws IOException {
        TimeZone before = TimeZone.getDefault();
        byte[] here = Files.readAllBytes(write("here.bnm"));
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            assertThat(Files.readAllBytes(write("there.bnm"))).isEqualTo(here);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void otherToolsReadIt() throws IOException {
        try (var zip = new ZipFile(write("net.bnm").toFile())) {
            assertThat(Collections.list(zip.entries()).stream().map(ZipEntry::getName))
                    .containsExactly(
                            "manifest.json", "graph.txt", "weights.safetensors", "golden/input.npy", "checksums.txt");
            assertThat(zip.getInputStream(zip.getEntry("graph.txt")).readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("%x = input f32[1]\n");
            assertThat(zip.getEntry("graph.txt").getTimeLocal().getYear()).isEqualTo(1980);
        }
    }

    /// Every byte of the file, each changed in several ways: nothing passes, and what is said names the part of the file.
    @Test
    void everyChangedByteIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(write("net.bnm"));
        SequencedMap<String, MemorySegment> parts = StoredZip.read(MemorySegment.ofArray(whole), "memory");
        int tried = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int change : new int[] {1, 2, 0x10, 0x20, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) change;
                ArtifactException refusal = refusal(changed);
                assertThat(refusal.fault()).isPresent();
                String entry = entryAt(at, parts);
                if (!entry.isEmpty()) {
                    assertThat(refusal).as("byte %d", at).hasMessageStartingWith("memory: " + entry + ": ");
                }
                tried++;
            }
        }
        assertThat(tried).isEqualTo(6 * whole.length);
    }

    @Test
    void everyLengthButItsOwnIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(write("net.bnm"));
        for (int length = 0; length < whole.length; length++) {
            assertThat(refusal(Arrays.copyOf(whole, length))).hasMessageStartingWith("memory: ");
        }
        assertThat(refusal(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessage("memory: its last bytes do not fit\n  = help: make or fetch the model again");
    }

    @Test
    void anotherVersionIsToldHowToComeByThisOne() throws IOException {
        assertThat(refusal(packed(manifest("bnc model 1"))))
                .hasMessage("""
                        memory: manifest.json: the model has format 1, this bnc reads format 2
                          = help: an older bnc wrote it: make it anew with `bnc compile FILE.net --weights \
                        runs/NAME-0001/last.ckpt --no-fuse -o MODEL.bnm`\
                        """);
        assertThat(refusal(packed(manifest("bnc model 3"))))
                .hasMessage("memory: manifest.json: the model has format 3, this bnc reads format 2\n  = help: a newer bnc"
                        + " wrote it: use that one, or export the model anew with this one");
        assertThat(refusal(zipped(manifest("bnc model 1"), ZipEntry.DEFLATED)).fault().orElseThrow().kind())
                .isEqualTo(ArtifactException.Kind.FOREIGN);
        assertThat(refusal(zipped(manifest("bnc model 1"), ZipEntry.STORED)).fault().orElseThrow().kind())
                .isEqualTo(ArtifactException.Kind.OTHER_VERSION);
        assertThat(refusal(packed(manifest("keras"))))
                .hasMessageStartingWith("memory: manifest.json: it does not say \"format\":\"bnc model 2\"");
    }

    @Test
    void filesThatMayNotBeThereAreRefused() {
        for (String name : List.of("../evil", "/etc/passwd", "a//b", "a/../b", ".hidden", "C:\\x", "a\u0000b", "é", "")) {
            byte[] bytes = packed(manifest("bnc model 2"), Map.of("innocent_name", new byte[3]));
            byte[] evil = renamed(bytes, "innocent_name", name);
            assertThat(refusal(evil)).as(name).hasMessageStartingWith("memory: ");
            assertThatThrownBy(() -> packed(manifest("bnc model 2"), Map.of(name, new byte[3])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileThatIsThereTwiceIsRefused() {
        byte[] bytes = packed(manifest("bnc model 2"), Map.of("notes-1", new byte[3], "notes-2", new byte[3]));
        assertThat(refusal(renamed(bytes, "notes-2", "notes-1")))
                .hasMessageStartingWith("memory: notes-1: it is there twice");
    }

    @Test
    void filesInAnotherOrderAreRefused() {
        var parts = new LinkedHashMap<String, byte[]>();
        parts.put("manifest.json", utf8(manifest("bnc model 2")));
        parts.put("weights.safetensors", new byte[1]);
        parts.put("graph.txt", new byte[1]);
        parts.put("checksums.txt", new byte[1]);
        assertThat(refusal(stored(parts))).hasMessageStartingWith("memory: its files are in another order");
        parts.remove("graph.txt");
        assertThat(refusal(stored(parts))).hasMessageStartingWith("memory: it has no graph.txt, so it is no model");
    }

    @Test
    void compressedFilesAreRefusedUnread() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        }
        assertThat(bytes.size()).isLessThan(100_000);
        assertThat(refusal(bytes.toByteArray()))
                .hasMessage("memory: manifest.json: it is compressed or damaged; bnc stores files as they are\n  = help: a"
                        + " model packed again by another tool cannot be read; use the file that bnc wrote");
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        byte[] bytes = packed(manifest("bnc model 2"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(18, -2).putInt(22, -2);
        assertThat(refusal(bytes))
                .hasMessageStartingWith("memory: manifest.json: it should be 4,294,967,294 bytes long, but only ");
        byte[] named = packed(manifest("bnc model 2"));
        ByteBuffer.wrap(named).order(ByteOrder.LITTLE_ENDIAN).putShort(26, (short) -1);
        assertThat(refusal(named)).hasMessageStartingWith("memory: at its start is a file with a name of 65,535 bytes");
    }

    @Test
    void deepJsonIsRefused() {
        String deep = "{\"format\":\"bnc model 2\",\"a\":" + "[".repeat(1_000_000);
        assertThat(refusal(packed(deep)))
                .hasMessageStartingWith("memory: manifest.json: JSON nested deeper than 64 levels");
        String wide = "{\"format\":\"bnc model 2\",\"a\":[" + "0,".repeat(1_500_000) + "0]}";
        assertThat(refusal(packed(wide))).hasMessageStartingWith("memory: manifest.json: JSON of more than 1000000 values");
    }

    private Path write(String name) {
        Path file = folder.resolve(name);
        var attachments = new TreeMap<String, byte[]>();
        attachments.put("golden/input.npy", new byte[] {7, 8});
        ModelFile.write(
                file,
                new Json.Obj().with("name", "net"),
                "%x = input f32[1]\n",
                List.of(NamedTensor.of("w", List.of(2), new float[] {1, 2})),
                attachments);
        return file;
    }

    private static ArtifactException refusal(byte[] bytes) {
        try {
            ModelFile.read(MemorySegment.ofArray(bytes), "memory");
        } catch (ArtifactException refusal) {
            return refusal;
        }
        throw new AssertionError("the file was taken");
    }

    /// The entry whose content holds that byte; empty between contents.
    private static String entryAt(int at, SequencedMap<String, MemorySegment> parts) {
        long end = 0;
        for (Map.Entry<String, MemorySegment> part : parts.entrySet()) {
            long start = end + 30 + part.getKey().length();
            end = start + part.getValue().byteSize();
            if (at >= start && at < end) {
                return part.getKey();
            }
        }
        return "";
    }

    private static String manifest(String format) {
        return "{\"format\":\"" + format + "\",\"name\":\"net\"}\n";
    }

    private static byte[] packed(String manifest) {
        return packed(manifest, Map.of());
    }

    private static byte[] packed(String manifest, Map<String, byte[]> more) {
        var parts = new LinkedHashMap<String, byte[]>();
        parts.put("manifest.json", utf8(manifest));
        parts.put("graph.txt", new byte[1]);
        parts.put("weights.safetensors", new byte[1]);
        parts.putAll(new TreeMap<>(more));
        parts.put("checksums.txt", new byte[1]);
        return stored(parts);
    }

    private static byte[] stored(SequencedMap<String, byte[]> parts) {
        var bytes = new ByteArrayOutputStream();
        try {
            StoredZip.write(parts, bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    /// The bytes with a name replaced wherever it stands, and the lengths of names with it.
    private static byte[] renamed(byte[] bytes, String name, String other) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var starts = new ArrayList<Integer>();
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            starts.add(at);
        }
        assertThat(starts).hasSize(2);
        byte[] changed = bytes.clone();
        ByteBuffer numbers = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putShort(starts.getFirst() - 4, (short) other.length());
        numbers.putShort(starts.getLast() - 18, (short) other.length());
        String renamed = new String(changed, StandardCharsets.ISO_8859_1).replace(name, other);
        return renamed.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zipped(String manifest, int method) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            var entry = new ZipEntry("manifest.json");
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
            entry.setMethod(method);
            if (method == ZipEntry.STORED) {
                var sum = new java.util.zip.CRC32();
                sum.update(utf8(manifest));
                entry.setCrc(sum.getValue());
                entry.setSize(utf8(manifest).length);
            }
            zip.putNextEntry(entry);
            zip.write(utf8(manifest));
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
