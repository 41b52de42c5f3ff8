package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Launch plans as text, a line each for buffers, modules and steps:
///
/// ```
/// launch plan mnist, batch 60, sm_90: 12 steps, 1.2 MB read, 0.8 MB written, 26.1 MFLOP
/// arena 1.0 MB, 0.4 MB of it state
/// buffer image input f32[60,1,28,28] at 409600
/// module product_1 (product: read a, read b, write c)
///  0 product_1.product [4,1,1] x [256,1,1] (image[60,784], ...) | 188.2 kB + 24.0 kB, 9.4 MFLOP | h1.dense mnist.net:12:5
/// ```
public final class LaunchPlanPrinter {
    private final LaunchPlan plan;
    private final StringBuilder text = new StringBuilder();

    private LaunchPlanPrinter(LaunchPlan plan) {
        this.plan = plan;
    }

    /// The text of a plan.
    public static String print(LaunchPlan plan) {
        return new LaunchPlanPrinter(plan).print();
    }

    private String print() {
        Traffic traffic = plan.traffic();
        line("launch plan " + plan.name() + ", batch " + plan.batch() + ", "
                + plan.target().arch() + ": " + plan.steps().size() + " steps, " + scaled(traffic.bytesRead(), "B")
                + " read, " + scaled(traffic.bytesWritten(), "B") + " written, " + scaled(traffic.flops(), "FLOP"));
        line("arena " + scaled(plan.arena().bytes(), "B") + ", "
                + scaled(plan.arena().stateBytes(), "B") + " of it state");
        plan.buffers().forEach(b -> line("buffer " + buffer(b)));
        plan.modules().forEach(m -> line("module " + module(m)));
        if (!plan.setup().isEmpty()) {
            line("setup");
            steps(plan.setup());
            line("steps");
        }
        steps(plan.steps());
        return text.toString();
    }

    private static String buffer(DeviceBuffer b) {
        String alias = b.alias().map(name -> ", alias of " + name).orElse("");
        return b.name() + " " + word(b.role()) + " " + word(b.type()) + sizes(b.shape()) + " at " + b.offset() + ", alive "
                + b.life().first() + " to " + b.life().last() + alias;
    }

    private static String module(KernelModule m) {
        return m.name() + m.entries().stream().map(LaunchPlanPrinter::entry).collect(Collectors.joining(", ", " (", ")"));
    }

    private static String entry(KernelModule.Entry e) {
        String resources = e.resources()
                .map(r -> " [" + r.registers() + " registers, " + r.spillBytes() + " B spilled, " + r.sharedBytes()
                        + " B shared]")
                .orElse("");
        return e.name()
                + e.signature().stream()
                        .map(p -> word(p.access()) + " " + word(p.type()) + " " + p.name())
                        .collect(Collectors.joining(", ", "(", ")"))
                + resources;
    }

    private void steps(List<LaunchStep> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Effects e = steps.get(i).effects();
            String flops = e.flops() == 0 ? "" : ", " + scaled(e.flops(), "FLOP");
            String origin = e.origin().withoutFolder().toString();
            line(String.format(
                    Locale.ROOT,
                    "%3d %s%s | %s + %s%s%s",
                    i,
                    order(steps.get(i).order()),
                    step(steps.get(i)),
                    scaled(e.bytesRead(), "B"),
                    scaled(e.bytesWritten(), "B"),
                    flops,
                    origin.isEmpty() ? "" : " | " + origin));
        }
    }

    private static String order(Order order) {
        return order.equals(Order.MAIN) ? "" : "stream " + order.stream() + " after " + order.waits() + " ";
    }

    private String step(LaunchStep step) {
        return switch (step) {
            case LaunchStep.Kernel k -> {
                String shared = k.launch().sharedBytes() == 0 ? "" : " shared " + k.launch().sharedBytes();
                yield k.module() + "." + k.entry() + " " + k.launch().grid() + " x " + k.launch().block() + shared
                        + k.launch().args().stream().map(this::argument).collect(Collectors.joining(", ", " (", ")"));
            }
            case LaunchStep.Gemm g ->
                "gemm " + view(g.c()) + " <- " + view(g.a()) + " . " + view(g.b()) + " transposed " + word(g.transposed())
                        + ", " + word(g.compute()) + ", " + epilogue(g.epilogue());
            case LaunchStep.Conv c ->
                "conv " + word(c.direction()) + " x " + view(c.x()) + ", w " + view(c.w()) + ", y " + view(c.y()) + " "
                        + c.window() + ", groups " + c.groups() + ", " + word(c.compute());
            case LaunchStep.Norm n -> "norm " + word(n.pass()) + " " + views(n.results()) + " <- " + views(n.operands());
            case LaunchStep.Memset m -> "memset " + view(m.target()) + " to " + m.value();
            case LaunchStep.Copy c -> "copy " + view(c.target()) + " <- " + view(c.source());
        };
    }

    private String epilogue(LaunchStep.GemmEpilogue epilogue) {
        return switch (epilogue) {
            case LaunchStep.GemmEpilogue.None _ -> "as it is";
            case LaunchStep.GemmEpilogue.Bias(View bias) -> "bias " + view(bias);
            case LaunchStep.GemmEpilogue.BiasRelu(View bias) -> "relu of bias " + view(bias);
        };
    }

    private String argument(Argument argument) {
        return switch (argument) {
            case Argument.Pointer(View view) -> view(view);
            case Argument.I32(int value) -> Integer.toString(value);
            case Argument.I64(long value) -> value + "L";
            case Argument.F32(float value) -> value + "f";
        };
    }

    private String views(List<View> views) {
        return views.stream().map(this::view).collect(Collectors.joining(", ", "(", ")"));
    }

    private String view(View view) {
        String start = view.start() == 0 ? "" : "+" + view.start();
        String stride = view.contiguous() ? "" : "/" + view.stride();
        String name = view.buffer() < plan.buffers().size()
                ? plan.buffers().get(view.buffer()).name()
                : "?" + view.buffer();
        return name + sizes(view.dims()) + start + stride;
    }

    private static String sizes(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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
