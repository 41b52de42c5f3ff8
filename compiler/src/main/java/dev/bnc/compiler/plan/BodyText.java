package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Body.Apply;
import dev.bnc.compiler.plan.Body.Literal;
import dev.bnc.compiler.plan.Body.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Bodies as a plan's text shows them: `r2 = add($0, $1); r3 = relu(r2); store r3`.
final class BodyText {
    private BodyText() {}

    /// @param stored how many results are stored; the others are summed
    static String of(Body body, int stored) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < body.instructions().size(); i++) {
            if (body.instructions().get(i) instanceof Apply apply) {
                lines.add("r" + i + " = " + OpText.of(apply.op()) + registers(body, apply.operands(), "(", ")"));
            }
        }
        List<Integer> results = body.results();
        if (stored > 0) {
            lines.add(registers(body, results.subList(0, stored), "store ", ""));
        }
        if (stored < results.size()) {
            lines.add(registers(body, results.subList(stored, results.size()), "sum ", ""));
        }
        return String.join("; ", lines);
    }

    private static String registers(Body body, List<Integer> registers, String open, String close) {
        return registers.stream().map(r -> register(body, r)).collect(Collectors.joining(", ", open, close));
    }

    private static String register(Body body, int register) {
        return switch (body.instructions().get(register)) {
            case Load(int operand) -> "$" + operand;
            case Literal(double value) -> Double.toString(value);
            case Apply _ -> "r" + register;
        };
    }
}
