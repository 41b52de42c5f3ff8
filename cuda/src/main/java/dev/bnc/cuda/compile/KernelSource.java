package dev.bnc.cuda.compile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// CUDA C that is compiled as one.
///
/// @param name for messages
/// @param text all of it; it includes no files
/// @param options of the compiler, but for the architecture
/// @param architecture that the code is for: `sm_90`
public record KernelSource(String name, String text, List<String> options, String architecture) {
    public KernelSource {
        options = List.copyOf(options);
    }

    /// SHA-256, in hexadecimal, of everything that the code depends on.
    String hash(String compiler) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String all = String.join("\0", text, String.join("\0", options), architecture, compiler);
            return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
