package dev.bnc.compiler.page;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.pass.PassRunner;
import dev.bnc.compiler.pass.Pipelines;
import dev.bnc.compiler.plan.Lowering;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes a [Comparison] as one HTML page. It has all it needs in itself: style, script, drawings; nothing is fetched, and its
/// content security policy forbids it. Equal comparisons give equal pages.
public final class ComparisonPage {
    private final Comparison comparison;
    private final Side before;
    private final Side after;
    private final Norms norms;
    private final Details details;
    private final List<Section> sections;
    private final StringBuilder html = new StringBuilder();

    private ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
        this.before = new Side(comparison.before());
        this.after = new Side(comparison.after());
        this.norms = new Norms(before, after, comparison.verdicts());
        this.details = new Details(before, after, norms);
        Map<String, Integer> sizes = new LinkedHashMap<>(before.sizes());
        after.sizes().forEach((layer, count) -> sizes.merge(layer, count, Math::max));
        this.sections = Sections.of(comparison.name(), sizes);
    }

    /// The page.
    public static String of(Comparison comparison) {
        return new ComparisonPage(comparison).page();
    }

    private String page() {
        String title = Markup.escaped(comparison.name()) + ", before and after fusion";
        line("<!DOCTYPE html>");
        line("<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title + "</title>");
        line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        line("<meta name=\"color-scheme\" content=\"light dark\">");
        line("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">");
        line("<link rel=\"icon\" href=\"data:,\">");
        line("<style>\n" + resource("page.css") + "</style></head><body>");
        line("<header><h1>" + Markup.escaped(comparison.name()) + " <small>before and after fusion</small></h1>");
        summary();
        line("</header>");
        tools();
        verdicts();
        line("<main>");
        for (int i = 0; i < sections.size(); i++) {
            section(sections.get(i), opened(i));
        }
        line("</main><aside id=\"detail\" hidden></aside>");
        line("<footer>Made by bnc. Parameters, operations and bytes are those of one example; a multiply-add counts as two operations, a layer and its bias as one node. Memory is what a run of one example works in.</footer>");
        line("<script>\n" + resource("page.js") + "</script></body></html>");
        return html.toString();
    }

    /// Small nets are open, and of large ones the first block.
    private String opened(int section) {
        boolean second = section == 1 && sections.getFirst().layers().size() < 15;
        return section == 0 || second || sections.size() <= 3 ? " open" : "";
    }

    private void summary() {
        Plan planBefore = plan(comparison.before());
        Plan planAfter = plan(comparison.after());
        NodeFacts factsBefore = NodeFacts.of(before.drawn());
        NodeFacts factsAfter = NodeFacts.of(after.drawn());
        line("<div class=\"cards\">");
        card("Nodes", before.drawn().size(), after.drawn().size(), "");
        card("Batch norms", norms.count(before, before.drawn()), norms.count(after, after.drawn()), "");
        card("Steps of the program", planBefore.steps().size(), planAfter.steps().size(), "");
        card("Parameters", numbers(comparison.before()), numbers(comparison.after()), "");
        card("Operations", factsBefore.flops(), factsAfter.flops(), "FLOP");
        card("Memory", 4L * planBefore.arenaSize(), 4L * planAfter.arenaSize(), "B");
        line("</div>");
        comparison.difference().ifPresent(d -> line(String.format(
                Locale.ROOT,
                "<p class=\"agreement\">Both compute the same: outputs differ by at most %.1e of the largest, measured on ten examples.</p>",
                d)));
    }

    private void card(String name, long from, long to, String unit) {
        double percent = from == 0 ? 0 : 100.0 * (to - from) / from;
        boolean seen = Math.abs(percent) >= 0.05;
        String change = !seen
                ? from == to ? "the same" : "nearly the same"
                : String.format(Locale.ROOT, "%+.1f %%", percent).replace("-", "−");
        String kind = !seen ? "same" : percent < 0 ? "less" : "more";
        line("<div class=\"card\"><h2>" + name + "</h2><b>" + Amount.change(from, to, unit) + "</b><span class=\"" + kind + "\">"
                + change + "</span></div>");
    }

    private static long numbers(Graph graph) {
        return graph.nodes().stream()
                .flatMap(n -> n.inputs().stream())
                .filter(Value::isParameter)
                .distinct()
                .mapToLong(p -> p.shape().elements())
                .sum();
    }

    private Plan plan(Graph graph) {
        var tensors = new ArrayList<StateTensor>();
        int end = 0;
        for (Value parameter : graph.parameters()) {
            var tensor = new StateTensor(parameter.name(), parameter.shape().sizes(), Role.WEIGHT, new Initializer.Constant(0), end);
            tensors.add(tensor);
            end = tensor.end();
        }
        Graph rewritten = PassRunner.quiet().run(Pipelines.EVALUATION, graph.atBatch(1)).graph();
        return Lowering.lower(comparison.name(), rewritten, 1, new StateLayout(tensors));
    }

    private void tools() {
        line("<nav><input id=\"find\" type=\"search\" placeholder=\"Find a layer or an operator\" aria-label=\"Find\">");
        line("<button id=\"open\">Open all</button><button id=\"close\">Close all</button><output id=\"found\"></output>");
        line("<span class=\"key\"><i class=\"k bn\"></i>batch norm<i class=\"k into\"></i>took a batch norm in<i class=\"k w\"></i>multiplies by weights<i class=\"k f\"></i>operations</span></nav>");
    }

    private void verdicts() {
        List<Verdict> verdicts = norms.verdicts();
        if (verdicts.isEmpty()) {
            return;
        }
        long folded = verdicts.stream().filter(Verdict::folded).count();
        long kept = verdicts.size() - folded;
        line("<details class=\"verdicts\"" + (kept > 0 || folded <= 8 ? " open" : "") + "><summary>What the folds did: " + folded
                + " done, " + kept + " not</summary><div class=\"scroll\"><table><thead><tr><th></th><th>layer</th><th>written at</th><th>what became of it</th></tr></thead><tbody>");
        for (Verdict verdict : verdicts) {
            var at = verdict.layer();
            String place = at.line() == 0 ? "" : at.file() + ":" + at.line() + ":" + at.column();
            line("<tr class=\"" + (verdict.folded() ? "folded" : "kept") + "\" data-l=\"" + Markup.escaped(at.layer()) + "\"><td>"
                    + (verdict.folded() ? "✓" : "✗") + "</td><td>" + Markup.escaped(at.layer()) + "</td><td>"
                    + Markup.escaped(place) + "</td><td>" + Markup.escaped(verdict.text()) + "</td></tr>");
        }
        line("</tbody></table></div></details>");
    }

    private void section(Section section, String open) {
        List<Box> old = Drawing.boxes(before, section);
        List<Box> now = Drawing.boxes(after, section);
        NodeFacts facts = NodeFacts.of(now);
        long normalizing = norms.count(before, old);
        String left = normalizing == 0 ? "" : normalizing + " → " + norms.count(after, now) + " bn";
        String result = old.isEmpty() ? "" : NodeFacts.sizes(old.getLast().result());
        line("<details class=\"block\"" + open + "><summary><b>" + Markup.escaped(section.title()) + "</b>"
                + "<span>" + result + "</span><span>" + old.size() + " → " + now.size() + " nodes</span><span class=\"norms\">" + left + "</span><span>"
                + Amount.of(facts.parameters(), "") + " parameters</span><span>" + Amount.of(facts.flops(), "FLOP") + "</span></summary>");
        line("<div class=\"pair\">");
        figure("Before", before, section);
        figure("After", after, section);
        line("</div></details>");
    }

    private void figure(String caption, Side side, Section section) {
        line("<figure><figcaption>" + caption + "</figcaption><div class=\"scroll\">" + Drawing.of(side, section, details) + "</div></figure>");
    }

    private static String resource(String name) {
        try (InputStream in = ComparisonPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String line) {
        html.append(line).append('\n');
    }
}
