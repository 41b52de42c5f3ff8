package dev.bnc.bench.measure;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/// What the JVM still has to compile. On a busy machine that can take many times as long as the calls that asked for it.
final class HotSpot {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final Pattern BUSY = Pattern.compile("(?m)^\\S+ CompilerThread\\d+|compile queue:\\s+(?!Empty)\\S");

    private HotSpot() {}

    /// Whether something is being compiled or waits for it.
    static boolean compiling() {
        try {
            Object queue = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(COMMANDS), "compilerQueue", new Object[0], new String[0]);
            return BUSY.matcher(String.valueOf(queue)).find();
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not say what it compiles", e);
        }
    }
}
