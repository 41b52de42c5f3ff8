package dev.bnc.bench;

import dev.bnc.compiler.emit.jvm.VectorWidth;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// What the measurement runs on, in words.
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /// Processor, cores, vectors, and how busy other processes keep it.
    static String description() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %d-bit vectors, load %.1f",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                32 * VectorWidth.preferred().floats(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
