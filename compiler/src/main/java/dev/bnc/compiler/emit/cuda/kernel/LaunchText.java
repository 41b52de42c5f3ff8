package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.KernelFunction;
import dev.bnc.compiler.emit.cuda.launch.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The `__global__` function around device functions that share a launch: which block belongs to which part is found by halving,
/// and parts of the same function differ in the pointers and numbers that are chosen on the way to its one call. `ENTRY` stands
/// for its name.
///
/// @param parts those of the same function side by side
record LaunchText(List<Part> parts, int threads) {
    static final String ENTRY = "LAUNCHED";

    /// One kernel of the launch, with a grid of its own.
    record Part(KernelFunction function, List<Parameter> signature, Dim3 grid) {
        long blocks() {
            return grid.count();
        }
    }

    /// A part's place among blocks and parameters.
    private record Placed(Part part, long first, int parameter) {
        long end() {
            return first + part.blocks();
        }
    }

    /// The text.
    String text() {
        var text = new StringBuilder();
        text.append("extern \"C\" __global__ void __launch_bounds__(" + threads + ", 1)\n");
        text.append(ENTRY).append('(').append(String.join(", ", declarations())).append(") {\n");
        int shared = parts.stream().mapToInt(p -> p.function.sharedFloats()).max().orElse(0);
        text.append(shared == 0 ? "    float* shared = nullptr;\n" : "    BNC_SHARED(" + shared + ");\n");
        if (parts.size() == 1) {
            text.append("    Block block = {blockIdx.x, blockIdx.y, blockIdx.z, gridDim.x};\n");
            text.append("    ").append(call(parts.getFirst(), "block", pointers(0, parts.getFirst())));
        } else {
            choose(text, families(), 1);
        }
        return text.append("}\nBNC_KERNEL(" + ENTRY + ")\n").toString();
    }

    private List<String> declarations() {
        var declarations = new ArrayList<String>();
        for (Part part : parts) {
            for (int i = 0; i < part.signature.size(); i++) {
                declarations.add(part.function.types().get(i) + " p" + declarations.size());
            }
        }
        return declarations;
    }

    private static List<String> pointers(int first, Part part) {
        return IntStream.range(first, first + part.signature.size())
                .mapToObj(i -> "p" + i)
                .toList();
    }

    /// Parts by their function.
    private List<List<Placed>> families() {
        var families = new ArrayList<List<Placed>>();
        long first = 0;
        int parameter = 0;
        for (Part part : parts) {
            var placed = new Placed(part, first, parameter);
            boolean same = !families.isEmpty()
                    && families.getLast().getFirst().part.function.name().equals(part.function.name());
            if (!same) {
                families.add(new ArrayList<>());
            }
            families.getLast().add(placed);
            first = placed.end();
            parameter += part.signature.size();
        }
        return families;
    }

    private void choose(StringBuilder text, List<List<Placed>> families, int indent) {
        String margin = "    ".repeat(indent);
        if (families.size() > 1) {
            int half = families.size() / 2;
            text.append(margin + "if (blockIdx.x < " + families.get(half).getFirst().first + "u) {\n");
            choose(text, families.subList(0, half), indent + 1);
            text.append(margin + "} else {\n");
            choose(text, families.subList(half, families.size()), indent + 1);
            text.append(margin + "}\n");
            return;
        }
        List<Placed> family = families.getFirst();
        Part part = family.getFirst().part;
        text.append(margin + "u32 first, across, down;\n");
        for (int i = 0; i < part.function.numbers().size(); i++) {
            text.append(margin + "int m" + i + ";\n");
        }
        for (int i = 0; i < part.signature.size(); i++) {
            text.append(margin + part.function.types().get(i) + " q" + i + ";\n");
        }
        assign(text, family, indent);
        text.append(margin + "Block block = blockAt(blockIdx.x - first, across, down);\n");
        List<String> pointers = IntStream.range(0, part.signature.size())
                .mapToObj(i -> "q" + i)
                .toList();
        List<String> numbers = IntStream.range(0, part.function.numbers().size())
                .mapToObj(i -> "m" + i)
                .toList();
        text.append(margin + call(part.function.name(), "block", numbers, pointers));
    }

    private static void assign(StringBuilder text, List<Placed> family, int indent) {
        String margin = "    ".repeat(indent);
        if (family.size() > 1) {
            int half = family.size() / 2;
            text.append(margin + "if (blockIdx.x < " + family.get(half).first + "u) {\n");
            assign(text, family.subList(0, half), indent + 1);
            text.append(margin + "} else {\n");
            assign(text, family.subList(half, family.size()), indent + 1);
            text.append(margin + "}\n");
            return;
        }
        Placed one = family.getFirst();
        var values = new ArrayList<>(List.of(
                "first = " + one.first,
                "across = " + one.part.grid.x(),
                "down = " + one.part.grid.y()));
        for (int i = 0; i < one.part.function.numbers().size(); i++) {
            values.add("m" + i + " = " + one.part.function.numbers().get(i));
        }
        for (int i = 0; i < one.part.signature.size(); i++) {
            values.add("q" + i + " = p" + (one.parameter + i));
        }
        text.append(margin + String.join(", ", values) + ";\n");
    }

    private static String call(Part part, String block, List<String> pointers) {
        List<String> numbers =
                part.function.numbers().stream().map(String::valueOf).toList();
        return call(part.function.name(), block, numbers, pointers);
    }

    private static String call(String function, String block, List<String> numbers, List<String> pointers) {
        var arguments = new ArrayList<>(List.of(block, "shared"));
        arguments.addAll(numbers);
        arguments.addAll(pointers);
        return function + "(" + String.join(", ", arguments) + ");\n";
    }
}
