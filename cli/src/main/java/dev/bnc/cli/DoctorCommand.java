package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.emit.jvm.VectorWidth;
import dev.bnc.datasets.DatasetCatalog;
import dev.bnc.datasets.KnownSet;
import dev.bnc.runtime.artifact.Json;
import dev.bnc.runtime.kernel.KernelProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `bnc doctor`: what bnc found on this machine, what it would use, and why.
@Command(
        name = "doctor",
        description = "Says what bnc found on this machine, what it would use, and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  bnc doctor", "  bnc doctor --format json", "  BNC_JAVA_OPTS=-Dbnc.kernels=scalar bnc doctor"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        SequencedMap<String, String> findings = findings();
        if (console.json()) {
            Json.Obj report = new Json.Obj();
            for (Map.Entry<String, String> finding : findings.entrySet()) {
                report = report.with(finding.getKey().replace(' ', '_'), finding.getValue());
            }
            console.print(report.toString());
        } else {
            console.printLines(TextTable.of(
                    findings.entrySet().stream()
                            .map(f -> List.of(f.getKey(), f.getValue()))
                            .toList(),
                    2));
        }
        return ExitCodes.OK;
    }

    private static SequencedMap<String, String> findings() {
        Runtime machine = Runtime.getRuntime();
        DatasetCatalog catalog = DatasetCatalog.standard();
        var findings = new LinkedHashMap<String, String>();
        findings.put("bnc", Compiler.VERSION);
        findings.put("java", Runtime.version() + " in " + System.getProperty("java.home"));
        findings.put("system", System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        findings.put("cores", machine.availableProcessors() + "; as many threads are used unless --threads says else");
        findings.put(
                "memory",
                String.format(
                        Locale.ROOT,
                        "%,d MB at most for the JVM; BNC_JAVA_OPTS=-Xmx... changes it",
                        machine.maxMemory() >> 20));
        findings.put(
                "kernels", KernelProvider.choice().name().toLowerCase(Locale.ROOT) + ": " + KernelProvider.reason());
        findings.put("vectors", vectors());
        findings.putAll(Devices.findings("cuda"));
        findings.put("data folder", catalog.dataFolder().toString());
        findings.put(
                "mnist",
                catalog.find(KnownSet.MNIST).map(f -> "all of it, in " + f).orElse("the bundled subset"));
        return findings;
    }

    private static String vectors() {
        VectorWidth width = VectorWidth.preferred();
        return width == VectorWidth.SCALAR
                ? "none"
                : 32 * width.floats() + " bits, " + width.floats() + " floats: the widest of this machine";
    }
}
