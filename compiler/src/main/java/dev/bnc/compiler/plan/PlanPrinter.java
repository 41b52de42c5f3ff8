package dev.bnc.compiler.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints a plan: its ports, and for each step what it reads and writes, how many bytes and operations that is.
///
/// ```
/// plan net, batch 60: 3 steps, 91.2 kB moved, 1.2 MFLOP
/// state 1010 floats, arena 12352 floats (12352 needed at least)
/// input  x [60,100] in %x at 0
/// output y [60,10] in %3 at 6016
///  0 pack %1.0[3200] <- @w[10,100] depth 1x1x100, columns 10 | 16.8 kB
///  1 multiply %3[60,10] <- rows %x[60,100] . %1.0[3200], then (@b[10]): r2 = add($0, $1); store r2 | 39.2 kB
/// ```
///
/// An operand is its buffer's name and its dimensions; `+8` says where it starts in the buffer, `/64` how far apart
/// its rows are, if they do not follow each other. In a body `$i` is the loop's operand in that place; in an epilogue
/// `$0` is the product. What a loop sums over its rows stands behind `sums`.
public final class PlanPrinter {
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanPrinter(Plan plan) {
        this.plan = plan;
    }

    /// The plan's text.
    public static String print(Plan plan) {
        return new PlanPrinter(plan).text();
    }

    private String text() {
        long bytes = plan.steps().stream().mapToLong(Step::bytes).sum();
        long flops = plan.steps().stream().mapToLong(Step::flops).sum();
        line("plan " + plan.name() + ", batch " + plan.batch() + ": "
                + plan.steps().size() + " steps, " + scaled(bytes, "B") + " moved, " + scaled(flops, "FLOP"));
        line("state " + plan.state().size() + " floats, arena " + plan.arenaSize() + " floats ("
                + MemoryPlanner.lowerBound(plan) + " needed at least)");
        plan.inputs().forEach(p -> line("input  " + port(p)));
        plan.outputs().forEach(p -> line("output " + port(p)));
        if (!plan.setup().isEmpty()) {
            line("setup");
            steps(plan.setup());
            line("steps");
        }
        steps(plan.steps());
        return text.toString();
    }

    private String port(Port port) {
        Buffer buffer = plan.buffers().get(port.buffer());
        return port.name() + " " + sizes(port.shape()) + " in " + buffer.name() + " at " + buffer.offset();
    }

    private void steps(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String work = step.flops() == 0 ? "" : ", " + scaled(step.flops(), "FLOP");
            line(String.format(Locale.ROOT, "%2d %s | %s%s", i, step(step), scaled(step.bytes(), "B"), work));
        }
    }

    private String step(Step step) {
        return switch (step) {
            case Elementwise s ->
                "loop " + operands(s.results()) + sums(s) + " <- (" + operands(s.operands()) + ")" + chunks(s) + ": "
                        + BodyText.of(s.body(), s.results().size());
            case Pack s ->
                packed(s.form()) + operand(s.target()) + " <- " + operand(s.source()) + " depth "
                        + s.depthSizes().stream().map(String::valueOf).collect(Collectors.joining("x")) + ", columns "
                        + s.columns();
            case Multiply s ->
                "multiply " + operand(s.target()) + " <- " + left(s.left()) + " . " + right(s.right())
                        + epilogue(s.epilogue());
            case Copy s ->
                "copy " + operand(s.target()) + " <- " + operand(s.source()) + " box " + sizes(s.sizes()) + " "
                        + walk(s.from()) + " to " + walk(s.to());
            case Call s ->
                OpText.of(s.op()) + " " + operand(s.output()) + " <- (" + operands(s.inputs()) + ")"
                        + s.workspace().map(w -> " using " + operand(w)).orElse("");
        };
    }

    private String sums(Elementwise loop) {
        String space = loop.results().isEmpty() ? "" : " ";
        return loop.sums().isEmpty() ? "" : space + "sums " + operands(loop.sums());
    }

    private static String chunks(Elementwise loop) {
        return loop.chunks() == 1 ? "" : " in " + loop.chunks() + " chunks of " + loop.grain();
    }

    private String left(Left left) {
        String operand = operand(left.operand());
        return switch (left) {
            case Left.Rows _ -> "rows " + operand;
            case Left.Columns _ -> "columns " + operand;
            case Left.Patches l -> sight(l.sight()) + "patches " + operand + " " + OpText.of(l.window()) + " at " + l.places();
            case Left.Winograd l -> "winograd patches " + operand + " " + OpText.of(l.window()) + " at " + l.places();
            case Left.WinogradCells l -> "winograd cells " + operand + " " + OpText.of(l.window()) + " of " + l.cells();
            case Left.PatchColumns l ->
                sight(l.sight()) + "patch columns " + operand + " " + OpText.of(l.window()) + " at " + l.places();
            case Left.Cells l -> sight(l.sight()) + "cells " + operand + " " + OpText.of(l.window()) + " of " + l.cells();
        };
    }

    private String right(Right right) {
        return switch (right) {
            case Right.Panels r -> operand(r.operand());
            case Right.Strided r -> operand(r.operand()) + " by " + r.depthStrides() + "/" + r.columnStride();
        };
    }

    private static String packed(Pack.Form form) {
        return switch (form) {
            case PANELS -> "pack ";
            case WINOGRAD -> "pack for winograd ";
            case WINOGRAD_TURNED -> "pack turned for winograd ";
            case WINOGRAD_CELLS -> "pack for winograd cells ";
        };
    }

    private static String sight(Left.Sight sight) {
        return switch (sight) {
            case ALL -> "";
            case OWN -> "depthwise ";
        };
    }

    private String epilogue(Epilogue epilogue) {
        return epilogue.present()
                ? ", then (" + operands(epilogue.operands()) + "): " + BodyText.of(epilogue.body(), 1)
                : "";
    }

    private static String walk(Copy.Walk walk) {
        return sizes(walk.strides()) + (walk.first() == 0 ? "" : "+" + walk.first());
    }

    private String operands(List<Operand> operands) {
        return operands.stream().map(this::operand).collect(Collectors.joining(", "));
    }

    private String operand(Operand operand) {
        String start = operand.start() == 0 ? "" : "+" + operand.start();
        String stride = operand.contiguous() ? "" : "/" + operand.stride();
        return plan.bufferOf(operand).name() + sizes(operand.dims()) + start + stride;
    }

    private static String sizes(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    /// `12 B`, `3.4 kB`, `56.7 MB`.
    private static String scaled(long amount, String unit) {
        double shown = amount;
        String prefixes = " kMGTP";
        int prefix = 0;
        while (shown >= 1000) {
            shown /= 1000;
            prefix++;
        }
        return prefix == 0
                ? amount + " " + unit
                : String.format(Locale.ROOT, "%.1f %c%s", shown, prefixes.charAt(prefix), unit);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
