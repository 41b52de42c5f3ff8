package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Spread;
import java.util.ArrayList;
import java.util.List;

/// The part of a kernel that evaluates a fused loop's body for one place, where `row` and `column` are known. All loads
/// come before all stores, so a loop may work in place.
///
/// @param lanes neighbouring columns that are done together
/// @param from pointers to the loop's operands
/// @param to pointers to its results
record LoopCode(KernelText text, Elementwise loop, int lanes, List<String> from, List<String> to) {
    /// 4 if the loop can be done four columns at a time, else 1.
    static int lanes(Elementwise loop) {
        var operands = new ArrayList<>(loop.operands());
        operands.addAll(loop.results());
        return Alignment.lanes(operands, loop.rows(), loop.columns());
    }

    /// Emits it.
    ///
    /// @param perLane lines for each lane `v`, after the registers `r0`, `r1`, ... are known
    void element(List<String> perLane) {
        for (int i = 0; i < from.size(); i++) {
            if (loop.spread(i) == Spread.ALL) {
                text.line("float x%d = *%s;", i, from.get(i));
            } else {
                text.line("Lanes<%d> x%d = load<%d>(%s);", lanes, i, lanes, place(i));
            }
        }
        for (int i = 0; i < to.size(); i++) {
            text.line("Lanes<%d> y%d;", lanes, i);
        }
        text.line("#pragma unroll");
        text.line("for (int v = 0; v < %d; v++) {", lanes);
        BodyCode.lines(loop.body(), i -> loop.spread(i) == Spread.ALL ? "x" + i : "x" + i + ".at[v]")
                .forEach(text::line);
        for (int i = 0; i < to.size(); i++) {
            text.line("y%d.at[v] = r%d;", i, loop.body().results().get(i));
        }
        perLane.forEach(text::line);
        text.line("}");
        for (int i = 0; i < to.size(); i++) {
            text.line("store(%s, y%d);", at(to.get(i), loop.results().get(i)), i);
        }
    }

    private String place(int operand) {
        return loop.spread(operand) == Spread.COLUMN
                ? from.get(operand) + " + column"
                : at(from.get(operand), loop.operands().get(operand));
    }

    /// Address of row `row` and column `column`.
    static String at(String pointer, Operand operand) {
        return operand.rows() == 1
                ? pointer + " + column"
                : pointer + " + (long) row * " + operand.stride() + " + column";
    }
}
