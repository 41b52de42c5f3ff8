package dev.bnc.compiler.emit.cuda.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.artifact.ArtifactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// JSON and back.
class LaunchPlanJsonTest {
    @Test
    void everyKindOfStepComesBack() {
        LaunchPlan plan = new SmallPlan().plan();
        String json = LaunchPlanJson.of(plan).toString();
        LaunchPlan read = LaunchPlanReader.read(json, "plan.json");
        assertThat(read).isEqualTo(plan);
        assertThat(LaunchPlanJson.of(read)).hasToString(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"format\":1' | '\"format\":2' | a launch plan of format 2, this bnc reads 1",
                "'// text' | '// test' | no usable \"sha256\"",
                "'\"kind\":\"memset\"' | '\"kind\":\"sort\"' | no usable \"kind\"",
                "'\"batch\":4' | '\"batch\":4.5' | no usable \"batch\"",
                "'\"role\":\"input\"' | '\"role\":\"nothing\"' | no usable \"role\"",
                "'\"offset\":1024' | '\"offset\":1025' | is not aligned to 256 bytes",
                "'\"life\":[0,5]' | '\"life\":[5,0]' | a life from 5 to 0",
                "'\"grid\":[2,1,1]' | '\"grid\":[2,1]' | no usable \"grid\"",
                "'\"buffer\":0' | '\"buffer\":900' | is of no buffer",
                "'\"start\":0' | '\"start\":9223372036854775807' | overflow",
            })
    void whatCannotBeIsRefused(String from, String to, String why) {
        String json = LaunchPlanJson.of(new SmallPlan().plan()).toString();
        assertThat(json).contains(from);
        assertThatThrownBy(() -> LaunchPlanReader.read(json.replace(from, to), "plan.json"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("plan.json: ")
                .hasMessageContaining(why)
                .hasMessageContaining("= help:");
    }
}
