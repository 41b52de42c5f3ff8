package dev.bnc.datasets;

import dev.bnc.runtime.data.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Unpacks a gzip tar archive: its ordinary files only, each by the last part of its name, so none lands elsewhere.
///
/// Blocks of 512 bytes: a header (name at 0, size in octal at 124, type at 156), then the content padded to a block.
final class TarArchive {
    private static final int BLOCK = 512;
    private static final long LARGEST = 1L << 31;

    private TarArchive() {}

    /// Unpacks the files whose names start with `prefix` into `folder`.
    static void unpack(Path archive, String prefix, Path folder) throws IOException {
        try (InputStream in = new BufferedInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16), 1 << 16)) {
            byte[] header = in.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                unpackOne(header, in, prefix, folder);
                header = in.readNBytes(BLOCK);
            }
        } catch (EOFException | ZipException broken) {
            throw new DataException(archive + ": the archive is damaged: " + broken.getMessage(), broken);
        }
    }

    private static void unpackOne(byte[] header, InputStream in, String prefix, Path folder) throws IOException {
        String name = text(header, 0, 100);
        long size = size(header);
        boolean ordinary = header[156] == '0' || header[156] == 0;
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (ordinary && name.startsWith(prefix) && last.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            try (OutputStream out = Files.newOutputStream(folder.resolve(last))) {
                copy(in, out, size);
            }
        } else {
            in.skipNBytes(size);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static void copy(InputStream in, OutputStream out, long size) throws IOException {
        long left = size;
        while (left > 0) {
            byte[] part = in.readNBytes((int) Math.min(left, 1 << 16));
            if (part.length == 0) {
                throw new EOFException("cut short");
            }
            out.write(part);
            left -= part.length;
        }
    }

    private static long size(byte[] header) throws IOException {
        try {
            long size = Long.parseLong(text(header, 124, 12).strip(), 8);
            if (size >= 0 && size <= LARGEST) {
                return size;
            }
        } catch (NumberFormatException wrong) {
            throw new ZipException("a size that is no number: " + wrong.getMessage());
        }
        throw new ZipException("a file of more than 2 GB");
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
