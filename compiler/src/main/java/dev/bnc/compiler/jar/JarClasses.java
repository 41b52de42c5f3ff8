package dev.bnc.compiler.jar;

import dev.bnc.runtime.embed.EmbeddedNet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;

/// The classes of a jar: some, those emitted or of runtime that they name, and so on. All get new names.
///
/// A class file names classes in texts of its constant pool and nowhere else, so these are rewritten and the rest is
/// copied.
final class JarClasses {
    private static final int TEXT = 1;
    private static final int BEFORE_POOL = 10;

    private final Relocation relocation;
    private final Map<String, byte[]> emitted;
    private final KernelsInUse kernels;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();

    private JarClasses(Relocation relocation, Map<String, byte[]> emitted) {
        this.relocation = relocation;
        this.emitted = emitted;
        this.kernels = KernelsInUse.by(emitted.values());
    }

    /// Class files by their path in the jar.
    ///
    /// @param roots that are needed in any case
    static SortedMap<String, byte[]> of(Relocation relocation, Map<String, byte[]> emitted, List<String> roots) {
        var classes = new JarClasses(relocation, emitted);
        roots.forEach(classes::need);
        var files = new TreeMap<String, byte[]>();
        while (!classes.open.isEmpty()) {
            String name = classes.open.remove();
            files.put(relocation.renamed(name) + ".class", classes.relocated(name));
        }
        return files;
    }

    private void need(String name) {
        if (seen.add(name)) {
            open.add(name);
        }
    }

    private byte[] relocated(String name) {
        byte[] bytes = content(name);
        var reader = new ClassReader(bytes);
        var rewritten = new ByteArrayOutputStream(bytes.length);
        try (var out = new DataOutputStream(rewritten)) {
            out.write(bytes, 0, BEFORE_POOL);
            int start = BEFORE_POOL;
            for (int item = 1; item < reader.getItemCount(); item++) {
                int end = end(reader, item);
                if (reader.getItem(item) == 0) {
                    continue; // the second half of a long or a double
                }
                if (bytes[start] == TEXT) {
                    out.writeByte(TEXT);
                    out.writeUTF(relocation.rewritten(text(bytes, start + 1, end), name, this::need));
                } else {
                    out.write(bytes, start, end - start);
                }
                start = end;
            }
            out.write(bytes, reader.header, bytes.length - reader.header);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return rewritten.toByteArray();
    }

    /// Where the next item of the pool begins.
    private static int end(ClassReader reader, int item) {
        for (int next = item + 1; next < reader.getItemCount(); next++) {
            if (reader.getItem(next) != 0) {
                return reader.getItem(next) - 1;
            }
        }
        return reader.header;
    }

    private static String text(byte[] bytes, int start, int end) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(bytes, start, end - start)).readUTF();
    }

    private byte[] content(String name) {
        byte[] bytes = emitted.get(name);
        if (bytes != null) {
            return bytes;
        }
        // Read, not loaded: vector classes cannot be where there are no vectors.
        try (InputStream in = EmbeddedNet.class.getResourceAsStream("/" + name + ".class")) {
            if (in == null) {
                throw new IllegalStateException("class " + name + " of runtime is not there");
            }
            return kernels.pruned(in.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
