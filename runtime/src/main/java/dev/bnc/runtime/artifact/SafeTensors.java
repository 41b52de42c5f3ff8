package dev.bnc.runtime.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A safetensors file that was opened for reading: its list of tensors is checked, their values are read on demand.
///
/// Layout: 8 bytes length of the header (little-endian), the header as JSON, then the tensors' bytes without gaps.
///
/// @param source the file's name, for messages
/// @param metadata free text by name
/// @param entries the tensors in the order of their bytes
public record SafeTensors(
        String source, SequencedMap<String, String> metadata, List<Entry> entries, MemorySegment bytes) {
    /// A tensor's place in the file.
    ///
    /// @param start of its bytes, counted from the end of the header
    public record Entry(String name, String type, List<Integer> shape, long start, long end) {
        /// Number of elements.
        public int size() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }

    public SafeTensors {
        entries = List.copyOf(entries);
    }

    /// Opens a file.
    ///
    /// @throws ArtifactException if it is missing, damaged or no safetensors file
    public static SafeTensors open(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return SafeTensorsHeader.read(mapped, file.toString());
        } catch (NoSuchFileException missing) {
            throw new ArtifactException(file + ": no such file", missing);
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    /// Reads from memory; `source` names it in messages.
    public static SafeTensors of(byte[] content, String source) {
        return SafeTensorsHeader.read(MemorySegment.ofArray(content), source);
    }

    /// Reads from memory, such as a part of a mapped file, without copying it.
    static SafeTensors of(MemorySegment content, String source) {
        return SafeTensorsHeader.read(content, source);
    }

    /// The tensor of that name, if there is one.
    public Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// Reads a tensor's elements, rounded to float, into `into` from `offset`.
    public void read(Entry entry, float[] into, int offset) {
        ElementReader reader = ElementReader.of(entry.type())
                .orElseThrow(() -> new ArtifactException(source + ": `" + entry.name() + "` holds " + entry.type()
                        + " numbers\n  = help: store it as F32, F16, BF16 or F64"));
        reader.read(bytes.asSlice(entry.start(), entry.end() - entry.start()), entry.size(), into, offset);
    }

    /// A tensor's elements, rounded to float.
    public float[] values(Entry entry) {
        var values = new float[entry.size()];
        read(entry, values, 0);
        return values;
    }

    /// Writes tensors as F32, in the order given. Equal arguments give equal bytes.
    public static void write(SequencedMap<String, String> metadata, List<NamedTensor> tensors, OutputStream out)
            throws IOException {
        out.write(header(metadata, tensors));
        for (NamedTensor tensor : tensors) {
            writeValues(tensor, out);
        }
    }

    /// Writes the tensors' bytes alone, as they follow the header.
    static void writeValues(NamedTensor tensor, OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        int end = tensor.offset() + tensor.size();
        for (int i = tensor.offset(); i < end; i += buffer.capacity() / Float.BYTES) {
            int count = Math.min(buffer.capacity() / Float.BYTES, end - i);
            buffer.asFloatBuffer().put(tensor.storage(), i, count);
            out.write(buffer.array(), 0, count * Float.BYTES);
        }
    }

    // Padded with spaces to a multiple of 8, so that mapped values are aligned.
    private static byte[] header(SequencedMap<String, String> metadata, List<NamedTensor> tensors) {
        Json.Obj texts = new Json.Obj();
        for (var entry : metadata.entrySet()) {
            texts = texts.with(entry.getKey(), entry.getValue());
        }
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            members.put(SafeTensorsHeader.METADATA, texts);
        }
        long start = 0;
        for (NamedTensor tensor : tensors) {
            long end = start + (long) tensor.size() * Float.BYTES;
            Json before = members.put(tensor.name(), describe(tensor, start, end));
            if (before != null) {
                throw new IllegalArgumentException("two tensors are called " + tensor.name());
            }
            start = end;
        }
        byte[] json = new Json.Obj(members).toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.array();
    }

    private static Json describe(NamedTensor tensor, long start, long end) {
        return new Json.Obj()
                .with("dtype", "F32")
                .with(
                        "shape",
                        numbers(tensor.shape().stream().map(Integer::longValue).toList()))
                .with("data_offsets", numbers(List.of(start, end)));
    }

    private static Json numbers(List<Long> numbers) {
        return new Json.Arr(
                numbers.stream().<Json>map(n -> new Json.Num(Long.toString(n))).toList());
    }
}
