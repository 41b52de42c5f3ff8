package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.KernelFunction;
import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.Parameter;
import dev.bnc.compiler.emit.cuda.launch.Parameter.Access;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Operand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/// Writes one kernel: its constants, its body, its parameters with what they point at.
///
/// `ENTRY` in a line stands for the kernel's own name, which is known only once the text is whole.
final class KernelText {
    private static final String ENTRY = "ENTRY";

    private final String kind;
    private final Workspaces memory;
    private final List<Library> libraries;
    private final List<View> written;
    private final List<Parameter> signature = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> declarations = new ArrayList<>();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final List<Long> constants = new ArrayList<>();
    private int shared;
    private int indent = 1;

    /// @param memory says what lies in buffers
    /// @param kind what the kernel does, the first part of its name
    /// @param written what the kernel writes of the plan: reads of the same elements are declared so that both may be one
    KernelText(Workspaces memory, String kind, List<Operand> written, Library... libraries) {
        this.memory = memory;
        this.kind = kind;
        this.libraries = List.of(libraries);
        this.written = written.stream().map(View::of).toList();
    }

    /// A parameter through which the kernel reads; its name.
    String reads(Operand operand) {
        return reads(View.of(operand));
    }

    /// A parameter through which the kernel reads; its name.
    String reads(View view) {
        boolean alone = written.stream().noneMatch(view::overlaps);
        String type = "const " + element(view) + (alone ? "* __restrict__ " : "* ");
        return parameter(type, Access.READ, view);
    }

    /// A parameter through which the kernel writes; its name.
    String writes(Operand operand) {
        return writes(View.of(operand));
    }

    /// A parameter through which the kernel writes; its name.
    String writes(View view) {
        return parameter(element(view) + "* ", Access.WRITE, view);
    }

    /// A parameter through which the kernel reads, then writes; its name.
    String updates(View view) {
        return parameter(element(view) + "* ", Access.UPDATE, view);
    }

    /// The type of a view's elements in CUDA C++.
    String element(View view) {
        return switch (memory.type(view.buffer())) {
            case F32 -> "float";
            case BF16 -> "bf16";
            case I32, I64 -> throw new IllegalStateException(view + " holds whole numbers");
        };
    }

    private String parameter(String type, Access access, View view) {
        Parameter parameter = Parameter.pointer("p" + signature.size(), memory.type(view.buffer()), access);
        types.add(type.strip());
        declarations.add(type + parameter.name());
        signature.add(parameter);
        arguments.add(new Argument.Pointer(view));
        return parameter.name();
    }

    /// Text before the function: structs with constants, functions.
    void before(String text) {
        before.append(text.strip()).append('\n');
    }

    /// A line of the function.
    @SuppressWarnings("AnnotateFormatMethod") // the annotation's library is not among the dependencies
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

    /// The kernel's shared memory is at least that many floats, called `shared`.
    void shared(int floats) {
        shared = Math.max(shared, floats);
    }

    /// A number that is no part of the kernel's function: kernels that differ in it alone share their function.
    ///
    /// @return its name
    String constant(long value) {
        constants.add(value);
        return "n" + (constants.size() - 1);
    }

    /// A launch of the finished kernel.
    ///
    /// @param threads a block has, in one dimension
    StepKernel kernel(Dim3 grid, int threads, long flops) {
        var parameters = new ArrayList<>(List.of("const Block& block", "float* shared"));
        for (int i = 0; i < constants.size(); i++) {
            parameters.add("int n" + i);
        }
        parameters.addAll(declarations);
        String text = before + "BNC_DEVICE void ENTRY_run(" + String.join(", ", parameters) + ") {\n" + body + "}\n";
        String own = kind + "_" + hash(text);
        var function = new KernelFunction(own + "_run", text.replace(ENTRY, own), types, constants, shared);
        return single(function, grid, threads, flops);
    }

    private StepKernel single(KernelFunction function, Dim3 grid, int threads, long flops) {
        var wrapper = new LaunchText(List.of(new LaunchText.Part(function, signature, grid)), threads);
        String source = ModuleSource.of(libraries, List.of(function.text(), wrapper.text()));
        String entry = kind + "_" + hash(function.text() + wrapper.text());
        var kernel = new KernelSource(
                kind, source.replace(LaunchText.ENTRY, entry), entry, signature, Optional.of(function));
        return new StepKernel(kernel, new Launch(grid, Dim3.of(threads), 0, arguments), flops);
    }

    /// As many blocks in a row as `units` need, `each` of them a block.
    static Dim3 covering(long units, int each) {
        return Dim3.of(Math.toIntExact(Math.ceilDiv(units, (long) each)));
    }

    static String hash(String text) {
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
