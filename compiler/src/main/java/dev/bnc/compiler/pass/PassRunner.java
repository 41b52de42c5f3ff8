package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphPrinter;
import dev.bnc.compiler.graph.GraphVerifier;
import dev.bnc.compiler.graph.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Runs pipelines: verifies the graph before and after each pass, takes the time, shows the graph where asked for.
public final class PassRunner {
    private final Predicate<String> shown;
    private final Consumer<String> out;
    private final Predicate<String> last;

    private PassRunner(Predicate<String> shown, Consumer<String> out, Predicate<String> last) {
        this.shown = shown;
        this.out = out;
        this.last = last;
    }

    /// Shows nothing.
    public static PassRunner quiet() {
        return new PassRunner(_ -> false, _ -> {}, _ -> false);
    }

    /// Shows the graph after a pass.
    ///
    /// @param passName one of [Pipelines#passNames()], or `all`
    /// @param out takes the printed graph under a line `== after NAME`
    public static PassRunner printingAfter(String passName, Consumer<String> out) {
        return new PassRunner(name -> passName.equals("all") || passName.equals(name), out, _ -> false);
    }

    /// The same, but passes behind the last run of that one are left out: to find out which pass does harm.
    ///
    /// @param passName one of [Pipelines#passNames()]
    public PassRunner stoppingAfter(String passName) {
        return new PassRunner(shown, out, passName::equals);
    }

    /// Runs all passes of a pipeline on a graph whose parameters may have any numbers.
    ///
    /// @throws IllegalStateException if a pass fails or makes a graph that cannot be, with its name and the graph
    public PassResult run(Pipeline pipeline, Graph graph) {
        return run(pipeline, graph, KnownValues.NONE);
    }

    /// Runs all passes of a pipeline; what comes out is right for these numbers of the parameters only.
    ///
    /// @throws IllegalStateException if a pass fails or makes a graph that cannot be, with its name and the graph
    public PassResult run(Pipeline pipeline, Graph graph, KnownValues known) {
        GraphVerifier.verify(graph, pipeline.from());
        List<PassReport> reports = new ArrayList<>();
        Graph current = graph;
        List<Pass> passes = upToLast(pipeline.passes());
        for (Pass pass : passes) {
            var remarks = new Remarks(pass.name());
            long start = System.nanoTime();
            Graph next = run(pass, current, known, remarks);
            verify(pass, next, pipeline.from());
            if (shown.test(pass.name())) {
                out.accept("== after " + pass.name() + "\n" + GraphPrinter.print(next));
            }
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            int nodes = current.nodes().size();
            reports.add(new PassReport(pass.name(), time, nodes, next.nodes().size(), remarks.list()));
            current = next;
        }
        boolean whole = passes.size() == pipeline.passes().size();
        GraphVerifier.verify(current, whole ? pipeline.to() : pipeline.from());
        return new PassResult(current, reports);
    }

    private List<Pass> upToLast(List<Pass> passes) {
        for (int i = passes.size(); i > 0; i--) {
            if (last.test(passes.get(i - 1).name())) {
                return passes.subList(0, i);
            }
        }
        return passes;
    }

    private static Graph run(Pass pass, Graph graph, KnownValues known, Remarks remarks) {
        try {
            return pass.run(graph, known, remarks);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "pass " + pass.name() + " failed: " + e.getMessage() + "\n" + GraphPrinter.print(graph), e);
        }
    }

    private static void verify(Pass pass, Graph graph, Stage stage) {
        try {
            GraphVerifier.verify(graph, stage);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("after pass " + pass.name() + ": " + e.getMessage(), e);
        }
    }
}
