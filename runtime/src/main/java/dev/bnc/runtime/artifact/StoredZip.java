package dev.bnc.runtime.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The one way in which bnc packs files together: a zip file that any tool can read, with every byte decided by the names
/// and contents. Entries are stored as they are, one behind the other in the order given, at the earliest time that a zip
/// file can say, without extra fields and comments.
///
/// So the reader need believe nothing: it makes each header again from what it says of name, size and sum, and refuses
/// the file at the first byte that differs. Compressed entries, which could grow without bounds, do not pass, nor do two
/// of one name, names that lead out of a folder, and anything before, between or behind the entries. Nothing is copied:
/// entries are views of the file.
final class StoredZip {
    private static final int MOST_ENTRIES = 1000;
    private static final int LONGEST_NAME = 200;
    private static final long LARGEST_FILE = 0xffff_fffeL;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_SIZE = 46;
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final short VERSION = 10;
    // 1 January 1980.
    private static final short DATE = 1 << 5 | 1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final String source;
    private final SequencedMap<String, MemorySegment> entries = new LinkedHashMap<>();
    private final SequencedMap<String, byte[]> directory = new LinkedHashMap<>();
    private long at;

    private StoredZip(MemorySegment file, String source) {
        this.file = file;
        this.source = source;
    }

    /// Whether an entry may have that name: letters, digits, `_ - .` and single slashes; no part starts with a dot.
    static boolean allows(String name) {
        return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    }

    /// Packs `parts` in their order.
    static void write(SequencedMap<String, byte[]> parts, OutputStream out) throws IOException {
        long at = 0;
        var directory = new LinkedHashMap<String, byte[]>();
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            if (!allows(part.getKey())) {
                throw new IllegalArgumentException("not a name for a file in a zip: " + part.getKey());
            }
            if (at + part.getValue().length > LARGEST_FILE) {
                throw new ArtifactException("a model of more than 4 GB cannot be written");
            }
            var sum = new CRC32();
            sum.update(part.getValue());
            var head = new Head(part.getKey(), (int) sum.getValue(), part.getValue().length, at);
            out.write(head.local());
            out.write(part.getValue());
            directory.put(part.getKey(), head.central());
            at += LOCAL_SIZE + part.getKey().length() + part.getValue().length;
        }
        for (byte[] record : directory.values()) {
            out.write(record);
        }
        out.write(end(directory, at));
    }

    /// The entries of a packed file, in their order.
    ///
    /// @param source names the file in messages
    /// @throws ArtifactException if any byte of it is other than [#write] would have it
    static SequencedMap<String, MemorySegment> read(MemorySegment file, String source) {
        var zip = new StoredZip(file, source);
        zip.readEntries();
        zip.checkDirectory();
        return zip.entries;
    }

    private void readEntries() {
        if (file.byteSize() > LARGEST_FILE) {
            throw fault(ArtifactException.Kind.FOREIGN, "", "it is larger than 4 GB, which no model is");
        }
        while (left() >= 4 && file.get(INT, at) == LOCAL) {
            if (entries.size() == MOST_ENTRIES) {
                throw fault(ArtifactException.Kind.FOREIGN, "", "it has more than " + MOST_ENTRIES + " files");
            }
            readEntry();
        }
        if (entries.isEmpty()) {
            throw new ArtifactException(new ArtifactException.Fault(
                    ArtifactException.Kind.FOREIGN,
                    source,
                    "",
                    "no model: it does not start as one",
                    "`bnc train`, `bnc compile` and `bnc export` write models"));
        }
    }

    private void readEntry() {
        String name = name();
        checkPacking(name);
        long size = Integer.toUnsignedLong(file.get(INT, at + 22));
        long start = at + LOCAL_SIZE + name.length();
        if (size > file.byteSize() - start) {
            throw fault(
                    ArtifactException.Kind.DAMAGED,
                    name,
                    "it should be %,d bytes long, but only %,d follow".formatted(size, file.byteSize() - start));
        }
        MemorySegment content = file.asSlice(start, size);
        var head = new Head(name, crc(content), size, at);
        if (differs(head.local(), at) >= 0) {
            throw fault(ArtifactException.Kind.DAMAGED, name, "its content does not match its recorded size and checksum");
        }
        if (entries.put(name, content) != null) {
            throw fault(ArtifactException.Kind.FOREIGN, name, "it is there twice");
        }
        directory.put(name, head.central());
        at = start + size;
    }

    private String name() {
        if (left() < LOCAL_SIZE) {
            throw fault(ArtifactException.Kind.DAMAGED, "", cut());
        }
        int length = Short.toUnsignedInt(file.get(SHORT, at + 26));
        if (length > Math.min(LONGEST_NAME, left() - LOCAL_SIZE)) {
            throw fault(ArtifactException.Kind.DAMAGED, "", "%s is a file with a name of %,d bytes".formatted(place(), length));
        }
        byte[] bytes = file.asSlice(at + LOCAL_SIZE, length).toArray(ValueLayout.JAVA_BYTE);
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!allows(name)) {
            throw fault(ArtifactException.Kind.FOREIGN, "", place() + " is a file of the name " + printable(name)
                    + ", which bnc gives to none");
        }
        return name;
    }

    // Only what is packed in another way is told apart from damage.
    private void checkPacking(String name) {
        int method = Short.toUnsignedInt(file.get(SHORT, at + 8));
        int extra = Short.toUnsignedInt(file.get(SHORT, at + 28));
        if (method != 0 || extra != 0) {
            throw fault(
                    ArtifactException.Kind.FOREIGN,
                    name,
                    method != 0
                            ? "it is compressed or damaged; bnc stores files as they are"
                            : "it is packed with extra fields, or damaged");
        }
    }

    /// What follows the entries must be the directory, and nothing behind it.
    private void checkDirectory() {
        long start = at;
        for (Map.Entry<String, byte[]> record : directory.entrySet()) {
            if (differs(record.getValue(), at) >= 0) {
                throw fault(ArtifactException.Kind.DAMAGED, record.getKey(), left() < record.getValue().length
                        ? cut()
                        : "its record in the directory at the file's end does not fit");
            }
            at += record.getValue().length;
        }
        byte[] end = end(directory, start);
        if (differs(end, at) >= 0 || left() != end.length) {
            throw fault(ArtifactException.Kind.DAMAGED, "", left() < end.length ? cut() : "its last bytes do not fit");
        }
    }

    /// The first of the bytes at `place` that differs from those expected, or -1.
    private long differs(byte[] expected, long place) {
        long length = Math.min(expected.length, file.byteSize() - place);
        return MemorySegment.mismatch(file, place, place + length, MemorySegment.ofArray(expected), 0, expected.length);
    }

    private long left() {
        return file.byteSize() - at;
    }

    private String place() {
        return entries.isEmpty() ? "at its start" : "behind " + entries.lastEntry().getKey();
    }

    private String cut() {
        return "it is cut short, or damaged %s".formatted(place());
    }

    private static String printable(String name) {
        String start = name.substring(0, Math.min(60, name.length()));
        return "\"" + start.replaceAll("[^ -~]", "?") + "\"";
    }

    private static int crc(MemorySegment content) {
        var sum = new CRC32();
        Checksum.pieces(content, sum::update);
        return (int) sum.getValue();
    }

    private ArtifactException fault(ArtifactException.Kind kind, String entry, String reason) {
        String help = kind == ArtifactException.Kind.FOREIGN
                ? "a model packed again by another tool cannot be read; use the file that bnc wrote"
                : ModelFile.AGAIN;
        return new ArtifactException(new ArtifactException.Fault(kind, source, entry, reason, help));
    }

    private static byte[] end(SequencedMap<String, byte[]> directory, long start) {
        int size = directory.values().stream().mapToInt(record -> record.length).sum();
        return little(END_SIZE)
                .putInt(END)
                .putInt(0)
                .putShort((short) directory.size())
                .putShort((short) directory.size())
                .putInt(size)
                .putInt((int) start)
                .putShort((short) 0)
                .array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// What a zip file says of an entry, twice.
    private record Head(String name, int crc, long size, long offset) {
        byte[] local() {
            return common(little(LOCAL_SIZE + name.length()).putInt(LOCAL).putShort(VERSION))
                    .put(name.getBytes(StandardCharsets.ISO_8859_1))
                    .array();
        }

        byte[] central() {
            ByteBuffer record = little(CENTRAL_SIZE + name.length()).putInt(CENTRAL).putShort(VERSION);
            return common(record.putShort(VERSION))
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt((int) offset)
                    .put(name.getBytes(StandardCharsets.ISO_8859_1))
                    .array();
        }

        // Flags, method, time, date, sum, both sizes, lengths of the name and of the extra fields.
        private ByteBuffer common(ByteBuffer record) {
            return record.putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort(DATE)
                    .putInt(crc)
                    .putInt((int) size)
                    .putInt((int) size)
                    .putShort((short) name.length())
                    .putShort((short) 0);
        }
    }
}
