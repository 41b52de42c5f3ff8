package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {
    /// An odd number of chunks becomes an even one if there are enough units, an even one stays.
    @ParameterizedTest
    @CsvSource({"12,11,2", "12,5,4", "8,4,2", "7,7,1", "0,3,0", "3,1,3", "100,35,4"})
    void pairsHaveAsMuchToDo(int total, int size, int count) {
        Chunks pairs = new Chunks(total, size).inPairs();
        assertThat(pairs.count()).isEqualTo(count);
        int covered = 0;
        for (int chunk = 0; chunk < count; chunk++) {
            assertThat(pairs.from(chunk)).isEqualTo(covered);
            covered = pairs.to(chunk);
        }
        assertThat(covered).isEqualTo(total);
    }
}
