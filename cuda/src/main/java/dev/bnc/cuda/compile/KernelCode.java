package dev.bnc.cuda.compile;

import dev.bnc.cuda.driver.CacheFiles;
import dev.bnc.cuda.driver.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compiled kernels, kept in files that are called by their hashes: each source is compiled once on a machine.
///
/// @param folder of the files
public record KernelCode(KernelCompiler compiler, Path folder) implements KernelImages {
    /// The code of this user.
    public static KernelCode in(Places places, KernelCompiler compiler) {
        return new KernelCode(compiler, folder(places));
    }

    /// Where the files are.
    public static Path folder(Places places) {
        return places.cache().resolve("cuda");
    }

    @Override
    public byte[] of(KernelSource source) {
        Path file = folder.resolve(source.hash(compiler.identity()) + ".cubin");
        byte[] kept = read(file);
        if (kept.length > 0) {
            return kept;
        }
        byte[] code = compiler.compile(source);
        keep(file, code);
        return code;
    }

    // Whatever is wrong with the file, the source is there.
    private static byte[] read(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException _) {
            return new byte[0];
        }
    }

    // A cache that cannot be written costs time, nothing else.
    private static void keep(Path file, byte[] code) {
        try {
            CacheFiles.write(file, code);
        } catch (IOException _) {
            return;
        }
    }
}
