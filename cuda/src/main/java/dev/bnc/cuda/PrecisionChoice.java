package dev.bnc.cuda;

import dev.bnc.compiler.emit.cuda.kernel.Precision;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How products are computed on the GPU: what `-Dbnc.cuda.precision` says, else in float32.
final class PrecisionChoice {
    private static final String PROPERTY = "bnc.cuda.precision";

    private PrecisionChoice() {}

    static Precision get() {
        String wanted = System.getProperty(PROPERTY, Precision.FLOAT32.name());
        return Arrays.stream(Precision.values())
                .filter(p -> p.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new DeviceException(
                        Problem.UNFIT,
                        "-D" + PROPERTY + "=" + wanted + ": there is no such precision",
                        "give one of "
                                + Arrays.stream(Precision.values())
                                        .map(p -> p.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }
}
