package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.KernelModule.Resources;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `ptxas -v` says of each kernel:
///
/// ```
/// ptxas info    : Compiling entry function 'scale' for 'sm_90'
/// ptxas info    : Function properties for scale
///     0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
/// ptxas info    : Used 12 registers, used 1 barriers, 1024 bytes smem
/// ```
final class PtxasLog {
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

    private PtxasLog() {}

    /// What a kernel needs, if the log says so.
    static Optional<Resources> resources(String log, String entry) {
        int start = log.indexOf("Compiling entry function '" + entry + "'");
        if (start < 0) {
            return Optional.empty();
        }
        int next = log.indexOf("Compiling entry function '", start + 1);
        String part = log.substring(start, next < 0 ? log.length() : next);
        Matcher spills = SPILLS.matcher(part);
        int spilled = spills.find() ? Math.max(number(spills, 1), number(spills, 2)) : 0;
        Matcher registers = REGISTERS.matcher(part);
        Matcher shared = SHARED.matcher(part);
        return registers.find()
                ? Optional.of(new Resources(number(registers, 1), spilled, shared.find() ? number(shared, 1) : 0))
                : Optional.empty();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
