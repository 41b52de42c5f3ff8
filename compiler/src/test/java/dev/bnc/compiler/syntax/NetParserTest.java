package dev.bnc.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetParserTest {
    private static NetFile parse(String text) {
        ParseResult result = NetParser.parse(SourceFile.of("test.net", text));
        assertThat(DiagnosticRenderer.plain().render(result.diagnostics())).isEmpty();
        return result.ast();
    }

    private static Application only(String pipeline) {
        Pipeline read = parse(pipeline).items(Pipeline.class).getFirst();
        assertThat(read.stages()).hasSize(1);
        return ((Stage.Apply) read.stages().getFirst()).application();
    }

    private static String arguments(String pipeline) {
        return only(pipeline).arguments().stream()
                .map(argument -> argument.key().map(key -> key + "=").orElse("")
                        + argument.value().span().text() + ":" + argument.style())
                .toList()
                .toString();
    }

    private static Expr let(String value) {
        return parse("let x = " + value).items(Statement.Let.class).getFirst().value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "bn-inception"})
    void readsTheSamplesWithoutAComplaint(String name) throws IOException {
        ParseResult result = NetParser.parse(SourceFile.read(Path.of("src/test/net", name + ".net")));
        assertThat(DiagnosticRenderer.plain().render(result.diagnostics())).isEmpty();
        assertThat(result.ast().header()).isPresent();
    }

    /// The whole tree, as text: `src/test/net/mnist.ast`, written anew with `-Dgolden.update`.
    @Test
    void makesThisTreeOfTheMnistSample() throws IOException {
        Path golden = Path.of("src/test/net/mnist.ast");
        String actual = AstText.of(NetParser.parse(SourceFile.read(Path.of("src/test/net/mnist.net")))
                .ast());
        if (System.getProperty("golden.update") != null) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    @Test
    void readsTerseArgumentsAndCallsAlike() {
        assertThat(arguments("conv 64 3x3 /2 (groups = 8, pad = same)"))
                .isEqualTo("[64:TERSE, 3x3:TERSE, stride=2:STRIDE, groups=8:CALL, pad=same:CALL]");
        assertThat(arguments("conv(64, 3x3, stride = 2)")).isEqualTo("[64:CALL, 3x3:CALL, stride=2:CALL]");
        assertThat(arguments("inception 64>96 width.in -0.5")).isEqualTo("[64>96:TERSE, width.in:TERSE, -0.5:TERSE]");
        assertThat(arguments("relu")).isEqualTo("[]");
        assertThat(arguments("conv out k /stride")).isEqualTo("[out:TERSE, k:TERSE, stride=stride:STRIDE]");
    }

    @Test
    void bindsOperatorsAsUsual() {
        assertThat(let("1 + 2 * 3 - 4")).isInstanceOfSatisfying(Expr.Binary.class, minus -> {
            assertThat(minus.operator()).isEqualTo(Expr.BinaryOperator.SUBTRACT);
            assertThat(minus.left().span().text()).isEqualTo("1 + 2 * 3");
        });
        assertThat(let("-2 * 3"))
                .isInstanceOfSatisfying(
                        Expr.Binary.class, product -> assertThat(product.left()).isInstanceOf(Expr.Negate.class));
        assertThat(let("(1 + 2) * 3"))
                .isInstanceOfSatisfying(
                        Expr.Binary.class,
                        product -> assertThat(product.operator()).isEqualTo(Expr.BinaryOperator.MULTIPLY));
        assertThat(let("2 * n>n + 1")).isInstanceOfSatisfying(Expr.Pair.class, pair -> {
            assertThat(pair.in().span().text()).isEqualTo("2 * n");
            assertThat(pair.out().span().text()).isEqualTo("n + 1");
        });
    }

    @Test
    void readsUnitsAlternativesAndExceptions() {
        assertThat(let("60 epochs or plateau(val.top1, 5 epochs) or 2 h"))
                .isInstanceOfSatisfying(
                        Expr.Or.class,
                        or -> assertThat(or.alternatives())
                                .extracting(value -> value.span().text())
                                .containsExactly("60 epochs", "plateau(val.top1, 5 epochs)", "2 h"));
        assertThat(let("4e-5 except [bn.gamma, bias]"))
                .isInstanceOfSatisfying(
                        Expr.Except.class,
                        except -> assertThat(except.exceptions().elements()).hasSize(2));
        assertThat(let("5 minutes"))
                .isInstanceOfSatisfying(
                        Expr.Quantity.class, time -> assertThat(time.unit()).isEqualTo(Unit.MINUTES));
    }

    @Test
    void tellsLabelsFromBindings() {
        NetFile file = parse("x = a: relu -> b: bn\nc: relu\n");
        Statement.Binding binding = file.items(Statement.Binding.class).getFirst();
        assertThat(binding.name().text()).isEqualTo("x");
        assertThat(binding.value().stages())
                .map(stage -> ((Stage.Apply) stage).label().map(Name::text))
                .containsExactly(Optional.of("a"), Optional.of("b"));
        assertThat(file.items(Pipeline.class)).hasSize(1);
    }

    @Test
    void givesTheFirstLabelOfABranchToTheBranch() {
        Pipeline pipeline = parse("x -> concat { a: b: relu, bn -> c: relu\n d: x }")
                .items(Pipeline.class)
                .getFirst();
        List<Stage.Branch> branches = ((Stage.Join) pipeline.stages().getLast()).branches();
        assertThat(branches)
                .map(branch -> branch.label().map(Name::text))
                .containsExactly(Optional.of("a"), Optional.empty(), Optional.of("d"));
        assertThat(branches.getFirst().pipeline().span().text()).isEqualTo("b: relu");
        assertThat(branches.getFirst().span().text()).isEqualTo("a: b: relu");
    }

    @Test
    void reservesNoWord() {
        NetFile file = parse("""
                input train: f32[1]
                label data: class[2]
                train -> flatten -> input: repeat -> block: for -> net -> label -> output study
                expect = study -> use
                train { loss = f(input, label, output, repeat), or = except, for = in }
                probe block.in { net = 1 }
                """);
        assertThat(file.items()).hasSize(6);
        assertThat(file.items(Item.Train.class)).hasSize(1);
    }

    @Test
    void endsStatementsWithTheirLines() {
        NetFile file = parse("""
                x = image
                  -> relu ->
                  bn
                    expect 3x3
                y = f(1,
                  2)
                let a = 1 +
                  2
                block b
                {
                  relu

                  bn
                }
                x -> b
                """);
        assertThat(file.items()).hasSize(5);
        assertThat(file.items(Statement.Binding.class).getFirst().value().stages())
                .hasSize(4);
        assertThat(file.items(Item.Block.class).getFirst().body().statements()).hasSize(2);
    }

    @Test
    void readsAllLineEndsAlike() {
        String text = "input a: f32[1]\na -> relu\n  -> output b\n";
        assertThat(AstText.of(parse(text.replace("\n", "\r\n")))).isEqualTo(AstText.of(parse(text)));
        assertThat(AstText.of(parse(text.replace("\n", "\r")))).isEqualTo(AstText.of(parse(text)));
        assertThat(AstText.of(parse("\uFEFF" + text.replace("  ", "\t")))).isEqualTo(AstText.of(parse(text)));
    }

    @Test
    void keepsWhatCanBeReadAndTheNamesOfWhatCannot() {
        ParseResult result = NetParser.parse(SourceFile.of("test.net", """
                block good(n) {
                  dense n
                  lost = -> gone
                  relu
                }
                stem = image -> -> flatten
                train { seed = 7, loss = , stop = 1 epoch }
                """));
        assertThat(result.diagnostics()).hasSize(3);
        assertThat(result.ast().items(Item.Block.class).getFirst().body().statements())
                .hasSize(2);
        assertThat(result.ast().items(Item.Train.class).getFirst().settings()).hasSize(2);
        assertThat(result.ast().lostNames())
                .contains("lost", "gone", "stem", "loss")
                .doesNotContain("seed");
    }

    @Test
    void givesEveryNodeTheSpanOfItsText() throws IOException {
        NetFile file = NetParser.parse(SourceFile.read(Path.of("src/test/net/bn-inception.net")))
                .ast();
        assertThat(checkSpans(file, file.span())).isGreaterThan(300);
    }

    /// Checks that spans nest and names cover their text. Returns how many were seen.
    private static int checkSpans(Object node, SourceSpan around) {
        int seen = 0;
        switch (node) {
            case Optional<?> optional ->
                seen += optional.map(inner -> checkSpans(inner, around)).orElse(0);
            case Collection<?> list -> {
                for (Object element : list) {
                    seen += checkSpans(element, around);
                }
            }
            case Name name -> {
                boolean shown = name.span().text().equals(name.text())
                        || name.span().text().equals("/");
                assertThat(shown).as("%s at %s", name, name.span()).isTrue();
                seen++;
            }
            case Record record
            when !(record instanceof SourceSpan) -> {
                SourceSpan own = around;
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    if (component.getName().equals("span")) {
                        own = (SourceSpan) AstText.component(record, component);
                        assertThat(own.start()).isGreaterThanOrEqualTo(around.start());
                        assertThat(own.end()).isLessThanOrEqualTo(around.end());
                        seen++;
                    }
                }
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    seen += checkSpans(AstText.component(record, component), own);
                }
            }
            default -> {}
        }
        return seen;
    }
}
