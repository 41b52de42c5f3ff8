package dev.bnc.runtime.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads and writes NumPy's `.npy` files: little-endian numbers in row-major order.
///
/// Layout: `\x93NUMPY`, version, length of the header, the header as a Python dictionary, the numbers.
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 10_000;
    private static final Pattern HEADER = Pattern.compile(
            "\\s*\\{\\s*'descr':\\s*'([<|>=])(\\w+)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");
    private static final Map<String, ElementReader> TYPES = Map.of(
            "f8", ElementReader.F64,
            "f4", ElementReader.F32,
            "f2", ElementReader.F16,
            "i8", ElementReader.I64,
            "i4", ElementReader.I32,
            "u1", ElementReader.U8);

    private Npy() {}

    /// Reads a file; numbers of other types are rounded to float. The tensor is named like the file.
    public static NamedTensor read(Path file) {
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(content, file.toString());
        } catch (NoSuchFileException missing) {
            throw new ArtifactException(file + ": no such file", missing);
        } catch (IOException failure) {
            throw new ArtifactException(file + ": cannot be read: " + AtomicFile.reason(failure), failure);
        }
    }

    /// Reads from memory; `source` names it in messages.
    public static NamedTensor of(byte[] content, String source) {
        return read(MemorySegment.ofArray(content), source);
    }

    static NamedTensor read(MemorySegment content, String source) {
        long available = content.byteSize();
        byte[] start =
                content.asSlice(0, Math.min(available, 12 + LONGEST_HEADER)).toArray(ValueLayout.JAVA_BYTE);
        if (start.length < 12 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(source, "it does not start as an npy file");
        }
        ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        int fixed = start[6] == 1 ? 10 : 12;
        long length = start[6] == 1 ? Short.toUnsignedLong(bytes.getShort(8)) : Integer.toUnsignedLong(bytes.getInt(8));
        if (length > start.length - fixed) {
            throw damaged(
                    source,
                    "its header is given as %,d bytes, but there are %,d".formatted(length, start.length - fixed));
        }
        return new Body(source, content.asSlice(fixed + length))
                .read(new String(start, fixed, (int) length, StandardCharsets.ISO_8859_1));
    }

    /// Writes a tensor as little-endian float32.
    public static void write(Path file, NamedTensor tensor) {
        AtomicFile.write(file, out -> write(tensor, out));
    }

    /// The file of a tensor, as little-endian float32.
    public static byte[] bytes(NamedTensor tensor) {
        var out = new ByteArrayOutputStream();
        try {
            write(tensor, out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static void write(NamedTensor tensor, OutputStream out) throws IOException {
        String shape = tensor.shape().stream().map(extent -> extent + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
        int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) padded, (byte) (padded >> 8)});
        out.write((header + " ".repeat(padded - header.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        SafeTensors.writeValues(tensor, out);
    }

    private record Body(String source, MemorySegment numbers) {
        NamedTensor read(String headerText) {
            Matcher header = HEADER.matcher(headerText);
            if (!header.matches()) {
                throw damaged(source, "its header is " + headerText.strip());
            }
            ElementReader type = TYPES.get(header.group(2));
            boolean bigEndian = header.group(1).equals(">");
            if (type == null || bigEndian || header.group(3).equals("True")) {
                throw new ArtifactException(
                        source + ": holds " + header.group(1) + header.group(2) + " numbers, fortran_order "
                                + header.group(3) + "\n  = help: save it with numpy.ascontiguousarray(x, dtype='<f4')");
            }
            List<Integer> shape = shape(header.group(4));
            long elements = elements(shape);
            if (numbers.byteSize() != elements * type.bytesEach()) {
                throw damaged(
                        source,
                        "shape %s needs %,d bytes, but %,d follow the header"
                                .formatted(shape, elements * type.bytesEach(), numbers.byteSize()));
            }
            var values = new float[Math.toIntExact(elements)];
            type.read(numbers, values.length, values, 0);
            return NamedTensor.of(source, shape, values);
        }

        private List<Integer> shape(String spelled) {
            List<Integer> shape = new ArrayList<>();
            for (String extent : spelled.split(",", -1)) {
                if (!extent.isBlank()) {
                    shape.add(extent(extent.strip()));
                }
            }
            return shape;
        }

        private int extent(String spelled) {
            try {
                return Integer.parseInt(spelled);
            } catch (NumberFormatException _) {
                throw damaged(source, "a dimension of " + spelled + " cannot be");
            }
        }

        private long elements(List<Integer> shape) {
            long elements = 1;
            for (int extent : shape) {
                elements = elements > Integer.MAX_VALUE ? elements : elements * extent;
            }
            if (elements > Integer.MAX_VALUE - 8) {
                throw damaged(source, "shape " + shape + " has more elements than can be read");
            }
            return elements;
        }
    }

    private static ArtifactException damaged(String source, String problem) {
        return new ArtifactException(new ArtifactException.Fault(
                ArtifactException.Kind.DAMAGED,
                source,
                "",
                "not a whole npy file: " + problem,
                "it may be cut short or of another format; make it again"));
    }
}
