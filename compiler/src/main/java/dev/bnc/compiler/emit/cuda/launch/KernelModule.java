package dev.bnc.compiler.emit.cuda.launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// CUDA C that is compiled as one, and what became of it.
///
/// @param name unique in a plan; also the name of its files
/// @param options of the compiler, such as `--fmad=true`
/// @param cubin path of the compiled code within the plan's folder; empty if it is compiled where the plan runs
/// @param compiler what compiles it, with its version: part of the hash, so that code of another compiler is made anew;
///     empty if that is not known yet
public record KernelModule(
        String name, String source, List<String> options, Optional<String> cubin, String compiler, List<Entry> entries) {
    public KernelModule {
        options = List.copyOf(options);
        entries = List.copyOf(entries);
    }

    /// A kernel of a module.
    ///
    /// @param resources what the compiler said; empty before it ran
    public record Entry(String name, List<Parameter> signature, Optional<Resources> resources) {
        public Entry {
            signature = List.copyOf(signature);
        }
    }

    /// What a kernel needs.
    ///
    /// @param registers of each thread
    /// @param spillBytes of each thread, kept in memory for want of registers
    /// @param sharedBytes static shared memory of a block
    public record Resources(int registers, int spillBytes, int sharedBytes) {}

    /// The kernel of that name, if there is one.
    public Optional<Entry> entry(String wanted) {
        return entries.stream().filter(e -> e.name().equals(wanted)).findFirst();
    }

    /// SHA-256 of source, options and compiler, in hexadecimal: equal hashes, equal code.
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String all = String.join("\0", source, String.join("\0", options), compiler);
            return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
