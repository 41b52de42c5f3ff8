package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What happens to an element of a product before it is stored, as the struct `ENTRY_epilogue`: pointers to its operands
/// and the function `put`.
record EpilogueCode(Multiply product, List<String> pointers) {
    /// Declares the struct and the parameters it needs.
    static EpilogueCode declare(KernelText text, Multiply product) {
        List<String> operands =
                product.epilogue().operands().stream().map(text::reads).toList();
        return over(text, product, operands, text.writes(product.target()));
    }

    /// Declares the struct for parameters that there are.
    static EpilogueCode over(KernelText text, Multiply product, List<String> from, String to) {
        List<Operand> operands = product.epilogue().operands();
        var pointers = new ArrayList<>(from);
        pointers.add(to);
        String fields = "";
        for (int i = 0; i < operands.size(); i++) {
            fields += "    const " + text.element(View.of(operands.get(i))) + "* e" + i + ";\n";
        }
        List<String> lines = BodyCode.lines(
                product.epilogue().body(), i -> i == 0 ? "product" : load(product, operands.get(i - 1), i - 1));
        text.before("struct ENTRY_epilogue {\n" + fields + "    " + text.element(View.of(product.target())) + "* y;\n"
                + "    BNC_DEVICE void put(int row, int column, float product) const {\n"
                + lines.stream().map(l -> "        " + l + "\n").collect(Collectors.joining())
                + "        y[(long) row * " + product.target().stride() + " + column] = r"
                + product.epilogue().body().results().getFirst() + ";\n    }\n};");
        return new EpilogueCode(product, pointers);
    }

    /// The line that makes one, in the kernel.
    String made() {
        return "ENTRY_epilogue epilogue = {" + String.join(", ", pointers) + "};";
    }

    /// Operations on one element.
    long flops() {
        return BodyCode.applies(product.epilogue().body());
    }

    private static String load(Multiply product, Operand operand, int i) {
        return switch (Spread.of(operand, product.m(), product.n())) {
            case ALL -> "*e" + i;
            case COLUMN -> "e" + i + "[column]";
            case EACH -> "e" + i + "[(long) row * " + operand.stride() + " + column]";
        };
    }
}
