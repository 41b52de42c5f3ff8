package dev.bnc.cuda;

import dev.bnc.cuda.compile.Compilers;
import dev.bnc.cuda.compile.KernelCode;
import dev.bnc.cuda.compile.KernelCompiler;
import dev.bnc.cuda.driver.Driver;
import dev.bnc.cuda.driver.Libraries;
import dev.bnc.cuda.driver.Places;
import dev.bnc.runtime.program.DeviceException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What there is of CUDA on this machine, in words.
final class Findings {
    private Findings() {}

    static SequencedMap<String, String> of(Places places) {
        var findings = new LinkedHashMap<String, String>();
        try {
            Driver driver = Driver.start(places);
            findings.put("gpu", gpus(driver));
            findings.put("cuda driver", "made for CUDA " + driver.version());
        } catch (DeviceException e) {
            findings.put("gpu", "not used: " + firstLine(e));
        }
        findings.put("cuda kernels", kernels(places));
        findings.put(
                "cuda libraries",
                Libraries.description(places) + "; used with --libraries auto, else plans need the driver alone");
        return findings;
    }

    private static String gpus(Driver driver) {
        String first = driver.gpus().getFirst().description() + "; used with --device cuda";
        String others = driver.gpus().stream()
                .skip(1)
                .map(gpu -> "; not used: " + gpu.description())
                .collect(Collectors.joining());
        return first + others;
    }

    private static String kernels(Places places) {
        try {
            Optional<KernelCompiler> compiler = Compilers.find(places);
            return compiler.map(c -> "compiled by " + c.identity() + ", kept in " + KernelCode.folder(places))
                    .orElse("cannot be compiled: neither NVRTC (libnvrtc.so.13) nor nvcc was found");
        } catch (DeviceException e) {
            return "cannot be compiled: " + firstLine(e);
        }
    }

    private static String firstLine(DeviceException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
