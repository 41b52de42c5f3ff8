package dev.bnc.compiler.plan;

import dev.bnc.compiler.graph.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fusion, ordering, views, places in columns and reuse of memory in all combinations that seeds find. A seed that
/// fails is printed as the test's name.
class LoweringRandomGraphsTest {
    private static final int PER_BLOCK = 40;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void agreeWithTheReference(int block) {
        for (int i = 0; i < PER_BLOCK; i++) {
            long seed = (long) block * PER_BLOCK + i;
            Graph graph = RandomGraphs.of(seed);
            try {
                PlanRuns.check(graph, 1);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
