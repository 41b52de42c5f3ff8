package dev.bnc.runtime.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[1,-0.5,1e-7,2.5E10]",
                "{\"a\":{\"b\":[true,false,null]},\"\":\"\"}",
                "\"quote \\\" backslash \\\\ line \\n bell \\u0007 \u00e9\"",
            })
    void printsWhatItRead(String text) {
        assertThat(Json.parse(text, "text")).hasToString(text);
    }

    @Test
    void spaceAndEscapesAreUnderstood() {
        assertThat(Json.parse(" { \"\\u0041\\/\" : [ 1 , 2 ] }\n", "text")).hasToString("{\"A/\":[1,2]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "01",
                "1.",
                "+1",
                ".5",
                "nul",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "1 2",
                "{\"a\":1,\"a\":2}",
                "\"\n\"",
                "NaN",
                "[1 2]",
                "1e",
                "--1",
                "'a'",
                "\\u0022"
            })
    void anythingElseIsTold(String text) {
        assertThatThrownBy(() -> Json.parse(text, "text"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith("text: ");
    }

    @Test
    void theMessageSaysWhere() {
        assertThatThrownBy(() -> Json.parse("{\"a\": 1, b}", "x.json"))
                .hasMessage("x.json: damaged JSON: 'b' at character 9, expected '\"'");
    }

    @Test
    void numbersKeepTheirValue() {
        assertThat(((Json.Num) Json.parse("9007199254740993", "text")).whole()).contains(9007199254740993L);
        assertThat(((Json.Num) Json.number(0.1f)).value()).isEqualTo((double) 0.1f);
        assertThat(Json.number(Double.POSITIVE_INFINITY)).isEqualTo(new Json.Null());
    }
}
