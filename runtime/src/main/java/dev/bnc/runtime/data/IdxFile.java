package dev.bnc.runtime.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file of unsigned bytes in the idx format of MNIST, plain or gzip (told apart by its first bytes).
///
/// Layout: two zero bytes, the element type (8 = unsigned byte), the number of dimensions, each dimension as a
/// big-endian 32-bit integer, then the elements, row-major. Nothing may follow.
record IdxFile(List<Integer> shape, byte[] elements) {
    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int CHUNK = 1 << 20;

    IdxFile {
        shape = List.copyOf(shape);
    }

    /// Reads `file`, which must have `dimensions` dimensions.
    static IdxFile read(Path file, int dimensions) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), dimensions);
        } catch (NoSuchFileException missing) {
            throw new DataException(
                    file + ": no such file\n  = help: `bnc data list` says which files belong to a set", missing);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    /// Reads from `in`; `name` is for messages. Does not close it.
    static IdxFile read(InputStream in, String name, int dimensions) throws IOException {
        try {
            return new Reader(uncompressed(in), name).read(dimensions);
        } catch (ZipException | EOFException broken) {
            throw new DataException(
                    name + ": the gzip data is damaged or cut short (" + broken.getMessage() + ")" + GET_AGAIN, broken);
        }
    }

    private static final String GET_AGAIN =
            "\n  = help: fetch the file again; `bnc data verify` checks known files against their sums";

    private static InputStream uncompressed(InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw, 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private record Reader(InputStream in, String name) {
        IdxFile read(int dimensions) throws IOException {
            byte[] header = in.readNBytes(4 + 4 * dimensions);
            checkMagic(header, dimensions);
            List<Integer> shape = new ArrayList<>();
            long size = 1;
            for (int i = 0; i < dimensions; i++) {
                int extent = bigEndian(header, 4 + 4 * i);
                size = extent < 1 || size > Integer.MAX_VALUE ? Long.MAX_VALUE : size * extent;
                shape.add(extent);
            }
            if (size > Integer.MAX_VALUE - CHUNK) {
                throw new DataException(
                        name + ": the header says " + spelled(shape) + " elements, which cannot be" + GET_AGAIN);
            }
            return new IdxFile(shape, elements(shape, (int) size));
        }

        private void checkMagic(byte[] header, int dimensions) {
            if (header.length < 4 + 4 * dimensions) {
                throw new DataException(name + ": not an idx file: only " + header.length
                        + " bytes, where the header alone has " + (4 + 4 * dimensions) + GET_AGAIN);
            }
            int found = bigEndian(header, 0);
            int expected = UNSIGNED_BYTE << 8 | dimensions;
            if (found != expected) {
                throw new DataException(
                        "%s: not an idx file of unsigned bytes in %d dimension%s: it starts with %s, expected %s%s"
                                .formatted(
                                        name,
                                        dimensions,
                                        dimensions == 1 ? "" : "s",
                                        hex(found),
                                        hex(expected),
                                        "\n  = help: are images and labels swapped, or is this another format?"));
            }
        }

        // Grows with what is really there, so that a header that lies about the size costs no memory.
        private byte[] elements(List<Integer> shape, int size) throws IOException {
            byte[] elements = in.readNBytes(size);
            if (elements.length < size) {
                throw new DataException("%s: cut short: the header says %s = %,d bytes, but only %,d follow%s"
                        .formatted(name, spelled(shape), size, elements.length, GET_AGAIN));
            }
            if (in.read() >= 0) {
                throw new DataException("%s: too long: more bytes follow the %s = %,d that the header says%s"
                        .formatted(name, spelled(shape), size, GET_AGAIN));
            }
            return elements;
        }

        private static int bigEndian(byte[] bytes, int at) {
            return (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | (bytes[at + 3] & 0xff);
        }

        private static String hex(int magic) {
            return "%08x".formatted(magic);
        }

        private static String spelled(List<Integer> shape) {
            return shape.stream()
                    .map(extent -> Integer.toUnsignedString(extent))
                    .collect(Collectors.joining(" x "));
        }
    }
}
