package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.DeviceBuffer;
import dev.bnc.compiler.emit.cuda.launch.KernelModule;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlan;
import dev.bnc.compiler.emit.cuda.launch.LaunchPlanReader;
import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.artifact.ArtifactException.Fault;
import dev.bnc.runtime.artifact.ArtifactException.Kind;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A launch plan read back from the folder that [LaunchFiles] made, every file as it was written and the plan verified.
///
/// @param folder it was read from
/// @param images compiled kernels by the name of their module; none where sources were shipped alone
public record ShippedPlan(Path folder, LaunchPlan plan, Map<String, byte[]> images) {
    private static final String HELP = "make it again: `bnc export MODEL --to cuda -o FOLDER`";

    public ShippedPlan {
        images = Map.copyOf(images);
    }

    /// Whether a folder holds a launch plan.
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(LaunchFiles.PLAN));
    }

    /// Reads and checks it.
    ///
    /// @throws ArtifactException if a file is missing, cut or changed, or the plan cannot run
    public static ShippedPlan read(Path folder) {
        try {
            SequencedMap<String, String> sums = sums(folder);
            for (Map.Entry<String, String> sum : sums.entrySet()) {
                check(folder, sum.getKey(), sum.getValue());
            }
            String text = Files.readString(listed(folder, sums, LaunchFiles.PLAN), StandardCharsets.UTF_8);
            LaunchPlan plan =
                    LaunchPlanReader.read(text, folder.resolve(LaunchFiles.PLAN).toString());
            Map<String, byte[]> images = new HashMap<>();
            for (KernelModule module : plan.modules()) {
                if (module.cubin().isPresent()) {
                    Path cubin = listed(folder, sums, module.cubin().get());
                    images.put(module.name(), Files.readAllBytes(cubin));
                }
            }
            return new ShippedPlan(folder, plan, images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SequencedMap<String, String> sums(Path folder) throws IOException {
        Path file = folder.resolve(LaunchFiles.SUMS);
        if (!Files.isRegularFile(file)) {
            throw refused(Kind.DAMAGED, folder, LaunchFiles.SUMS, "is missing");
        }
        var sums = new LinkedHashMap<String, String>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            String[] parts = line.split("  ", 2);
            if (parts.length != 2 || !parts[0].matches("[0-9a-f]{64}") || !isInside(folder, parts[1])) {
                throw refused(Kind.DAMAGED, folder, LaunchFiles.SUMS, "not a checksum and a file's name: " + line);
            }
            sums.put(parts[1], parts[0]);
        }
        return sums;
    }

    private static boolean isInside(Path folder, String name) {
        Path place = folder.resolve(name).normalize();
        return !name.isEmpty() && place.startsWith(folder.normalize()) && !Path.of(name).isAbsolute();
    }

    private static Path listed(Path folder, Map<String, String> sums, String name) {
        if (!sums.containsKey(name)) {
            throw refused(Kind.DAMAGED, folder, name, "is missing from " + LaunchFiles.SUMS);
        }
        return folder.resolve(name);
    }

    private static void check(Path folder, String name, String expected) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw refused(Kind.DAMAGED, folder, name, "is missing");
        }
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw refused(Kind.DAMAGED, folder, name, "its content does not match its recorded SHA-256");
        }
    }

    /// The content's checksum, as `SHA256SUMS` has it.
    static String sum(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Checks that the plan is one of a net with that state.
    ///
    /// @throws ArtifactException if it is not
    public void requireState(StateLayout layout) {
        Map<String, List<Integer>> shapes = new HashMap<>();
        for (StateTensor tensor : layout.tensors()) {
            shapes.put(tensor.name(), tensor.shape());
        }
        for (DeviceBuffer buffer : plan.buffers()) {
            if (buffer.role().state() && !buffer.shape().equals(shapes.get(buffer.name()))) {
                throw refused(
                        Kind.IMPOSSIBLE,
                        folder,
                        LaunchFiles.PLAN,
                        "a plan of another net: it has " + buffer.name() + buffer.shape() + ", the model "
                                + (shapes.containsKey(buffer.name()) ? shapes.get(buffer.name()) : "has no such tensor"));
            }
        }
    }

    private static ArtifactException refused(Kind kind, Path folder, String name, String reason) {
        return new ArtifactException(new Fault(kind, folder.toString(), name, reason, HELP));
    }
}
