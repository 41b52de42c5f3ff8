package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each code's page names it, shows a wrong example that really gives the code, and a right one that gives no error. A page
/// without examples is for a code that no short net can give.
class ExplanationsTest {
    /// The groups of codes (`BNC01..`) of which every code has a page.
    private static final Set<String> COMPLETE = Set.of("BNC01", "BNC02", "BNC03", "BNC04", "BNC05", "BNC07");

    @TestFactory
    Stream<DynamicTest> pagesHold() {
        return Arrays.stream(DiagnosticCode.values())
                .filter(code -> Explanations.of(code).isPresent())
                .map(code -> DynamicTest.dynamicTest(code.id(), () -> check(code)));
    }

    private static void check(DiagnosticCode code) {
        String page = Explanations.of(code).orElseThrow();
        assertThat(page).startsWith("# " + code.id() + ": " + code.title() + "\n");
        List<NetExample> examples = NetExample.of(code.id() + ".md", page);
        for (NetExample example : examples) {
            assertThat(example.errors())
                    .as("%s%n%s", example, DiagnosticRenderer.plain().render(example.diagnose()))
                    .isEqualTo(example.error().stream().toList());
        }
        if (!examples.isEmpty()) {
            assertThat(examples).anyMatch(example -> example.error().equals(Optional.of(code)));
            assertThat(examples).anyMatch(example -> example.error().isEmpty());
        }
    }

    @Test
    void everyCodeOfACompleteGroupHasAPage() {
        assertThat(DiagnosticCode.values())
                .filteredOn(code -> COMPLETE.contains(code.id().substring(0, 5)))
                .allSatisfy(code -> assertThat(Explanations.of(code)).as(code.id()).isPresent());
    }

    @Test
    void codesHaveOneNumberEach() {
        assertThat(DiagnosticCode.values()).extracting(DiagnosticCode::id).doesNotHaveDuplicates();
        assertThat(DiagnosticCode.byId("bnc0101")).contains(DiagnosticCode.UNEXPECTED);
        assertThat(DiagnosticCode.byId("BNC9999")).isEmpty();
    }
}
