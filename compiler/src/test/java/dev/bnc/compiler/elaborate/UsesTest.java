package dev.bnc.compiler.elaborate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsesTest {
    private static Elaboration elaborate(String main, Map<String, String> others) {
        SourceLoader loader = (_, path) -> {
            String text = others.get(path);
            if (text == null) {
                throw new NoSuchFileException(path);
            }
            return SourceFile.of(path, text);
        };
        return Elaborator.elaborate(SourceFile.of("main.net", main), ElaborationOptions.NONE, loader);
    }

    @Test
    void aBlockMeansTheSameWhereverItIsUsed() {
        Elaboration result = elaborate(
                """
                use "blocks.net"
                let half = 7
                block unit(n) { dense n -> tanh }
                input x: f32[4]
                x -> pair -> unit(half) -> output y
                """,
                Map.of("blocks.net", "let half = 3\nblock unit { dense half -> relu }\nblock pair { unit -> unit }\n"));
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.model().orElseThrow().parameters().stream()
                        .map(ModelParameter::name)
                        .filter(n -> n.endsWith("weight")))
                .containsExactly("pair1.unit.dense.weight", "pair1.unit2.dense.weight", "unit1.dense.weight");
        assertThat(result.model()
                        .orElseThrow()
                        .parameters()
                        .getFirst()
                        .value()
                        .shape()
                        .sizes())
                .containsExactly(3, 4);
    }

    @Test
    void whatAFileUsesIsNotKnownToItsUsers() {
        Elaboration result = elaborate(
                "use \"a.net\"\ninput x: f32[4]\nx -> outer -> inner -> output y\n",
                Map.of("a.net", "use \"b.net\"\nblock outer { inner }\n", "b.net", "block inner { dense 3 }\n"));
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(DiagnosticCode.UNKNOWN_NAME);
        assertThat(result.diagnostics().getFirst().span().text()).isEqualTo("inner");
    }

    @Test
    void filesMayUseEachOther() {
        Elaboration result = elaborate(
                "use \"a.net\"\nuse \"b.net\"\ninput x: f32[4]\nx -> even -> odd -> output y\n",
                Map.of(
                        "a.net", "use \"b.net\"\nblock even { odd -> dense 2 }\n",
                        "b.net", "use \"a.net\"\nblock odd { dense 3 }\n"));
        assertThat(result.diagnostics()).isEmpty();
    }

    @Test
    void errorsOfUsedFilesAreFoundThere() {
        Elaboration result = elaborate(
                "use \"a.net\"\nuse \"b.net\"\ninput x: f32[4]\nx -> one -> two -> output y\n",
                Map.of("a.net", "block one { dens 3 }\nblock two { dense 3 }\n", "b.net", "block two { dense 3 }\n"));
        assertThat(result.diagnostics().stream().map(d -> d.span() + " " + d.code()))
                .containsExactly("a.net:1:13 BNC0201", "b.net:1:7 BNC0203");
    }

    @Test
    void aFileHasOneNameHoweverItIsReached(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a.net"), "use \"../sub/a.net\"\nblock one { dense 3 }\n");
        Path main = folder.resolve("main.net");
        Files.writeString(main, "use \"sub/../sub/a.net\"\ninput x: f32[4]\nx -> one -> output y\n");
        Elaboration result = Elaborator.elaborate(SourceFile.read(main), ElaborationOptions.NONE, SourceLoader.files());
        // The file names itself; its blocks are not defined twice by that.
        assertThat(result.diagnostics()).isEmpty();
        Files.writeString(main, "use \"sub\"\nuse \"a\u0000b\"\ninput x: f32[4]\nx -> output y\n");
        result = Elaborator.elaborate(SourceFile.read(main), ElaborationOptions.NONE, SourceLoader.files());
        assertThat(result.diagnostics()).isNotEmpty();
        assertThat(List.of(DiagnosticCode.CANNOT_USE, DiagnosticCode.UNKNOWN_CHARACTER))
                .containsAll(result.diagnostics().stream().map(Diagnostic::code).toList());
    }
}
