package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.kernel.Parameter.Access;
import dev.bnc.compiler.plan.Operand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// Writes one kernel: its constants, its body, its parameters with what they point at.
///
/// `ENTRY` in a line stands for the kernel's name, which is known only once the text is whole.
final class KernelText {
    private static final String ENTRY = "ENTRY";

    private final String kind;
    private final List<Library> libraries;
    private final List<Operand> written;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int indent = 1;

    /// @param kind first part of the name
    /// @param written what the kernel writes: reads of the same elements are declared so that both may be one
    KernelText(String kind, List<Operand> written, Library... libraries) {
        this.kind = kind;
        this.libraries = List.of(libraries);
        this.written = written;
    }

    /// A parameter through which the kernel reads; its name.
    String reads(Operand operand) {
        boolean shared = written.stream().anyMatch(operand::overlaps);
        return parameter(shared ? Access.READ_SHARED : Access.READ, new Argument.Of(operand));
    }

    /// A parameter through which the kernel writes; its name.
    String writes(Operand operand) {
        boolean shared = parameters.stream().anyMatch(p -> p.access() == Access.READ_SHARED);
        return parameter(shared ? Access.WRITE_SHARED : Access.WRITE, new Argument.Of(operand));
    }

    /// A parameter for scratch memory; its name.
    String scratch(Access access, long first, long floats) {
        return parameter(access, new Argument.Scratch(first, floats));
    }

    private String parameter(Access access, Argument argument) {
        String name = "p" + parameters.size();
        parameters.add(new Parameter(name, access));
        arguments.add(argument);
        return name;
    }

    /// Text before the function: structs with constants, functions.
    void before(String text) {
        before.append(text.strip()).append('\n');
    }

    /// A line of the function.
    void line(String text, Object... values) {
        String line = values.length == 0 ? text : String.format(Locale.ROOT, text, values);
        if (line.startsWith("}")) {
            indent--;
        }
        body.append(line.startsWith("#") ? "" : "    ".repeat(indent)).append(line).append('\n');
        if (line.endsWith("{")) {
            indent++;
        }
    }

    /// The launch of the finished kernel.
    Launch launch(Grid grid, int threads, Launch.Cost cost) {
        String signature = parameters.stream().map(Parameter::declaration).collect(Collectors.joining(", "));
        String text = before
                + "extern \"C\" __global__ void __launch_bounds__(" + threads + ")\n"
                + ENTRY + "(" + signature + ") {\n" + body + "}\n"
                + "BNC_KERNEL(" + ENTRY + ")\n";
        String entry = kind + "_" + hash(text);
        Kernel kernel = new Kernel(entry, text.replace(ENTRY, entry), libraries, parameters);
        return new Launch(kernel, grid, threads, arguments, cost);
    }

    private static String hash(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /// A float as CUDA C++ reads it back to the bit.
    static String number(double value) {
        float f = (float) value;
        if (Float.isNaN(f)) {
            return "__uint_as_float(0x7fc00000u)";
        }
        if (Float.isInfinite(f)) {
            return f > 0 ? "__uint_as_float(0x7f800000u)" : "__uint_as_float(0xff800000u)";
        }
        String text = Float.toString(f);
        return f < 0 || 1 / f < 0 ? "(" + text + "f)" : text + "f";
    }

    /// `static constexpr int NAME = value;` for pairs of names and values.
    static String constants(Object... pairs) {
        var text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            text.append("    static constexpr int ")
                    .append(pairs[i])
                    .append(" = ")
                    .append(pairs[i + 1])
                    .append(";\n");
        }
        return text.toString();
    }
}
