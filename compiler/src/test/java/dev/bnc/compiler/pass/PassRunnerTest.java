package dev.bnc.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.graph.GraphReader;
import dev.bnc.compiler.graph.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PassRunnerTest {
    private static final Graph NET = GraphReader.read("""
            %x = input {name=x} f32[N,4]
            %d = dropout(%x) {rate=0.5, stream=0} f32[N,4]  // drop1
            %y = relu(%d) f32[N,4]
            %z = relu(%d) f32[N,4]
            output y = %y
            """);

    private static final Pass BREAKING = new Pass() {
        @Override
        public String name() {
            return "Breaking";
        }

        @Override
        public Graph run(Graph graph, KnownValues known, Remarks remarks) {
            return graph.withNodes(graph.nodes().reversed());
        }
    };

    private static final Pass FAILING = new Pass() {
        @Override
        public String name() {
            return "Failing";
        }

        @Override
        public Graph run(Graph graph, KnownValues known, Remarks remarks) {
            throw new IllegalArgumentException("no");
        }
    };

    @Test
    void reportsEachPass() {
        PassResult result = PassRunner.quiet().run(Pipelines.EVALUATION, NET);
        assertThat(result.reports())
                .extracting(PassReport::pass, PassReport::nodesBefore, PassReport::nodesAfter)
                .containsExactly(
                        tuple("DropTrainingOps", 4, 3),
                        tuple("Simplify", 3, 3),
                        tuple("EliminateCommonSubexpressions", 3, 2),
                        tuple("EliminateDeadNodes", 2, 2));
        assertThat(result.remarks())
                .extracting(Remark::toString)
                .containsExactly(
                        "DropTrainingOps: applied: drop1: dropout does nothing at inference",
                        "EliminateCommonSubexpressions: applied: relu is computed already");
    }

    @Test
    void showsTheGraphAfterTheNamedPass() {
        List<String> shown = new ArrayList<>();
        PassRunner.printingAfter("EliminateCommonSubexpressions", shown::add).run(Pipelines.EVALUATION, NET);
        assertThat(shown).containsExactly("""
                == after EliminateCommonSubexpressions
                %0 = input {name=x} f32[N,4]
                %1 = relu(%0) f32[N,4]
                output y = %1
                """);
        List<String> all = new ArrayList<>();
        PassRunner.printingAfter("all", all::add).run(Pipelines.EVALUATION, NET);
        assertThat(all).hasSize(Pipelines.EVALUATION.passes().size());
    }

    @Test
    void namesThePassThatFails() {
        var pipeline = new Pipeline(Stage.FORWARD, Stage.FORWARD, List.of(FAILING));
        assertThatThrownBy(() -> PassRunner.quiet().run(pipeline, NET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("pass Failing failed: no\n%0 = input {name=x} f32[N,4]\n");
    }

    @Test
    void namesThePassThatLeavesABrokenGraph() {
        var pipeline = new Pipeline(Stage.FORWARD, Stage.FORWARD, List.of(BREAKING));
        assertThatThrownBy(() -> PassRunner.quiet().run(pipeline, NET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("after pass Breaking: not a FORWARD graph:\n  operand of %z: %d");
    }

    @Test
    void refusesGraphsOfAnotherStage() {
        assertThatThrownBy(() -> PassRunner.quiet().run(Pipelines.TRAINING, NET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("%x has an open batch size");
    }

    @Test
    void pipelinesKeepTheOrdersThatMatter() {
        for (Pipeline pipeline : List.of(Pipelines.INFERENCE, Pipelines.EVALUATION, Pipelines.TRAINING)) {
            List<? extends Class<?>> passes =
                    pipeline.passes().stream().map(Object::getClass).toList();
            for (Pipelines.Order order : Pipelines.ORDERS) {
                if (passes.contains(order.first()) && passes.contains(order.second())) {
                    assertThat(passes.indexOf(order.first()))
                            .as(order.toString())
                            .isLessThan(passes.indexOf(order.second()));
                }
            }
        }
    }

    @Test
    void everyOrderIsOfPassesThatRun() {
        List<String> names = Pipelines.passNames();
        assertThat(Pipelines.ORDERS)
                .flatExtracting(o -> Stream.of(o.first(), o.second())
                        .map(Class::getSimpleName)
                        .toList())
                .isSubsetOf(names);
    }
}
