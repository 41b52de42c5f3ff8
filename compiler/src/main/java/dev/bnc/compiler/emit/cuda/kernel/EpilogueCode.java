package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What happens to an element of a product before it is stored, as a struct `ENTRY_name`: pointers to its operands
/// and the function `put`.
///
/// @param pointers the kernel's, in the order of the struct's fields
/// @param flops operations on one element
record EpilogueCode(String name, List<String> pointers, long flops) {
    private static final String NAME = "epilogue";

    /// Declares the struct and the parameters it needs.
    static EpilogueCode declare(KernelText text, Multiply product) {
        var pointers = new ArrayList<String>();
        product.epilogue().operands().forEach(o -> pointers.add(text.reads(o)));
        pointers.add(text.writes(product.target()));
        return over(text, product, NAME, pointers);
    }

    /// Declares the struct for parameters that there are: the epilogue's operands, then the target.
    static EpilogueCode over(KernelText text, Multiply product, String name, List<String> pointers) {
        List<Operand> operands = product.epilogue().operands();
        var fields = new ArrayList<String>();
        for (int i = 0; i < operands.size(); i++) {
            fields.add("const " + text.element(View.of(operands.get(i))) + "* e" + i);
        }
        fields.add(text.element(View.of(product.target())) + "* y");
        List<String> lines = new ArrayList<>(BodyCode.lines(
                product.epilogue().body(), i -> i == 0 ? "product" : load(product, operands.get(i - 1), i - 1)));
        lines.add("y[(long) row * " + product.target().stride() + " + column] = r"
                + product.epilogue().body().results().getFirst() + ";");
        declare(text, name, fields, lines);
        return new EpilogueCode(name, pointers, BodyCode.applies(product.epilogue().body()));
    }

    /// Declares a struct that does a loop over the product's elements to each of them, and the parameters it
    /// needs. All loads come before all stores, so the loop may work in place.
    static EpilogueCode updating(KernelText text, Multiply product, Elementwise loop) {
        var fields = new ArrayList<String>();
        var pointers = new ArrayList<String>();
        Map<Integer, String> loads = new TreeMap<>();
        for (int i = 0; i < loop.operands().size(); i++) {
            Operand operand = loop.operands().get(i);
            if (operand.buffer() == product.target().buffer()) {
                loads.put(i, "product");
                continue;
            }
            fields.add("const " + text.element(View.of(operand)) + "* e" + i);
            pointers.add(text.reads(operand));
            loads.put(i, load(loop, product.n(), i));
        }
        List<String> lines = new ArrayList<>(BodyCode.lines(loop.body(), loads::get));
        for (int i = 0; i < loop.results().size(); i++) {
            Operand result = loop.results().get(i);
            fields.add(text.element(View.of(result)) + "* y" + i);
            pointers.add(text.writes(result));
            lines.add("y" + i + "[(long) row * " + stride(loop, product.n(), result) + " + column] = r"
                    + loop.body().results().get(i) + ";");
        }
        declare(text, NAME, fields, lines);
        return new EpilogueCode(NAME, pointers, BodyCode.applies(loop.body()));
    }

    private static void declare(KernelText text, String name, List<String> fields, List<String> lines) {
        var struct = new StringBuilder("struct ENTRY_" + name + " {\n");
        fields.forEach(f -> struct.append("    ").append(f).append(";\n"));
        struct.append("    BNC_DEVICE void put(int row, int column, float product) const {\n");
        lines.forEach(l -> struct.append("        ").append(l).append('\n'));
        text.before(struct + "    }\n};");
    }

    /// The line that makes one, in the kernel.
    String made() {
        return "ENTRY_" + name + " " + name + " = {" + String.join(", ", pointers) + "};";
    }

    private static String load(Multiply product, Operand operand, int i) {
        return place(Spread.of(operand, product.m(), product.n()), operand.stride(), i);
    }

    private static String load(Elementwise loop, int columns, int i) {
        return place(loop.spread(i), stride(loop, columns, loop.operands().get(i)), i);
    }

    /// Floats between rows of the product in an operand of a loop that may see all of them as one.
    private static int stride(Elementwise loop, int columns, Operand operand) {
        return loop.rows() == 1 ? columns : operand.stride();
    }

    private static String place(Spread spread, int stride, int i) {
        return switch (spread) {
            case ALL -> "*e" + i;
            case COLUMN -> "e" + i + "[column]";
            case EACH -> "e" + i + "[(long) row * " + stride + " + column]";
        };
    }
}
