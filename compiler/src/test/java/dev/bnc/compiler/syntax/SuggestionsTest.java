package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    @ParameterizedTest
    @CsvSource({
        "conv,conv,0",
        "cnov,conv,1",
        "con,conv,1",
        "convv,conv,1",
        "conf,conv,1",
        "'',abc,3",
        "Conv,conv,0",
        "dense,sigmoid,7"
    })
    void countsLettersPutInTakenOutChangedOrSwapped(String a, String b, int distance) {
        assertThat(Suggestions.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestions.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void namesTheClosestFirstAndNothingFar() {
        List<String> layers = List.of("dense", "dropout", "relu", "elu", "gelu", "silu", "sigmoid", "flatten");
        assertThat(Suggestions.near("rellu", layers)).containsExactly("relu", "elu", "gelu");
        assertThat(Suggestions.near("flaten", layers)).containsExactly("flatten");
        assertThat(Suggestions.near("xyz", layers)).isEmpty();
        assertThat(Suggestions.near("relu", layers)).doesNotContain("relu");
        assertThat(Suggestions.near("Sigmoid", layers)).containsExactly("sigmoid");
    }
}
