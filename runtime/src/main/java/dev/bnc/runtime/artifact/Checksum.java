package dev.bnc.runtime.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/// SHA-256 sums, spelled in lower-case hexadecimal.
public final class Checksum {
    private static final long PIECE = 1 << 30;

    private Checksum() {}

    /// The sum of `bytes`.
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /// The sum of a file's bytes.
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of((AtomicFile.Content) in::transferTo);
        }
    }

    /// The sum of what `content` writes.
    public static String of(AtomicFile.Content content) throws IOException {
        MessageDigest digest = sha256();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            content.writeTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// The sum of a stretch of memory, such as a mapped file.
    public static String of(MemorySegment content) {
        MessageDigest digest = sha256();
        pieces(content, digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Hands all of `content` on in pieces that a buffer can hold.
    static void pieces(MemorySegment content, Consumer<ByteBuffer> sink) {
        for (long start = 0; start < content.byteSize(); start += PIECE) {
            sink.accept(content.asSlice(start, Math.min(PIECE, content.byteSize() - start))
                    .asByteBuffer());
        }
    }

    /// A sum to be made bit by bit.
    public static MessageDigest digest() {
        return sha256();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
