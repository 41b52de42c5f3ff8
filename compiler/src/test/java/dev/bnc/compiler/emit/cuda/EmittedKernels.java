package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.kernel.Library;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kernels of launch plans, each text once: what several nets have in common is there one time.
final class EmittedKernels {
    private static final String SEPARATOR = "\n// kernel\n";
    private static final Pattern ENTRY = Pattern.compile("BNC_KERNEL\\((\\w+)\\)");
    private static final Pattern BOUNDS = Pattern.compile("__launch_bounds__\\((\\d+), 1\\)");
    private static final Pattern FUNCTION = Pattern.compile("BNC_DEVICE void (\\w+_run)\\(");
    private static final Pattern CALL = Pattern.compile("\\b(\\w+_run)\\(");
    private static final Pattern HASH = Pattern.compile("_[0-9a-f]{8}$");

    private final SequencedMap<String, Emitted> kernels = new LinkedHashMap<>();

    /// A kernel.
    ///
    /// @param entry its name
    /// @param threads of a block
    /// @param texts the functions it calls, then its own
    record Emitted(String entry, int threads, List<String> texts) {
        /// What it does: the name without its hash.
        String kind() {
            return HASH.matcher(entry).replaceFirst("");
        }

        /// Whether several kernels share the launch.
        boolean shared() {
            return texts.size() > 2 || kind().endsWith("_group") || kind().contains("_and_") || kind().equals("mixed");
        }

        /// As a module of its own, as [dev.bnc.compiler.emit.cuda.kernel.ModuleSource#joined] takes it.
        String source() {
            return SEPARATOR + String.join(SEPARATOR, texts);
        }

        /// SHA-256 of all text that the code depends on.
        String hash(String compiler) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(compiler.getBytes(StandardCharsets.UTF_8));
                for (Library library : Library.values()) {
                    digest.update(library.text().getBytes(StandardCharsets.UTF_8));
                }
                return HexFormat.of().formatHex(digest.digest(source().getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    void add(LaunchPlan plan) {
        plan.modules().forEach(this::add);
    }

    private void add(KernelModule module) {
        List<String> texts = Arrays.asList(module.source().split(SEPARATOR, -1));
        Map<String, String> functions = new HashMap<>();
        for (String text : texts.subList(1, texts.size())) {
            Matcher function = FUNCTION.matcher(text);
            Matcher entry = ENTRY.matcher(text);
            if (entry.find()) {
                kernels.computeIfAbsent(entry.group(1), name -> emitted(name, text, functions));
            } else if (function.find()) {
                functions.put(function.group(1), text);
            } else {
                throw new IllegalStateException("neither a function nor a kernel: " + text);
            }
        }
    }

    private static Emitted emitted(String entry, String text, Map<String, String> functions) {
        Matcher bounds = BOUNDS.matcher(text);
        if (!bounds.find()) {
            throw new IllegalStateException("no launch bounds: " + text);
        }
        var texts = new ArrayList<>(CALL.matcher(text)
                .results()
                .map(call -> functions.get(call.group(1)))
                .distinct()
                .toList());
        texts.add(text);
        return new Emitted(entry, Integer.parseInt(bounds.group(1)), texts);
    }

    Collection<Emitted> all() {
        return kernels.values();
    }
}
