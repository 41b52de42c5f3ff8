package dev.bnc.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.compiler.cases.OpCase;
import dev.bnc.compiler.cases.OpCases;
import dev.bnc.compiler.cases.RandomGraph;
import dev.bnc.compiler.graph.op.*;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTextTest {
    @Test
    void printsEveryKindOfLine() {
        var b = new GraphBuilder();
        Value w = b.parameter("h1.dense.weight", TensorType.f32(10, 784));
        Value steps = b.parameter("steps", TensorType.f32(Shape.SCALAR));
        Value x = b.input("image", TensorType.f32(Shape.BATCH, 1, 28, 28));
        Value label = b.input("digit", new TensorType(ElementType.I32, Shape.of(Shape.BATCH)));
        Value flat = b.add(new Reshape(Shape.of(Shape.BATCH, 784)), x);
        b.at(new Origin("h1.dense", "mnist.net", 12, 5));
        Value logits = b.add(new MatMul(false, true), flat, w);
        b.at(new Origin("h1.act", "", 0, 0));
        Value y = b.add(new LeakyRelu(1e-5), logits);
        b.at(new Origin("", "my nets/a \"b\".net", 1, 2));
        b.output("logits", y);
        b.output("strange name", b.add(new CrossEntropy(), y, label));
        b.at(Origin.NONE);
        b.update(steps, b.add(new Binary(BinaryFunction.ADD), steps, b.add(new Constant(1))));
        Graph graph = b.build();

        assertThat(GraphPrinter.print(graph)).isEqualTo("""
                @h1.dense.weight f32[10,784]
                @steps f32[]
                %0 = input {name=image} f32[N,1,28,28]
                %1 = input {name=digit} i32[N]
                %2 = reshape(%0) {shape=[N,784]} f32[N,784]
                %3 = matmul(%2, @h1.dense.weight) {transposeB=true} f32[N,10]  // h1.dense mnist.net:12:5
                %4 = leaky_relu(%3) {slope=1e-5} f32[N,10]  // h1.act
                %5 = cross_entropy(%4, %1) f32[]  // "my nets/a \\"b\\".net":1:2
                %6 = constant {value=1} f32[]
                %7 = add(@steps, %6) f32[]
                output logits = %4
                output "strange name" = %5
                update @steps = %7
                """);
        assertThat(GraphReader.read(GraphPrinter.print(graph))).isEqualTo(graph);
    }

    @Test
    void printsAttributesSortedAndOnlyWhereTheyMatter() {
        var b = new GraphBuilder();
        Value x = b.input("x", TensorType.f32(2, 4, 8, 8));
        Value w = b.parameter("w", TensorType.f32(6, 2, 3, 3));
        Value c = b.parameter("c", TensorType.f32(6));
        Window window =
                Window.of(Extent.square(3)).withPadding(new Padding(0, 0, 1, 1)).withStride(Extent.square(2));
        Value y = b.add(new Conv2d(window, 2), x, w);
        b.add(new BatchNorm(1e-3, false, true, new Statistics.Recompute(10, 0.9, true)), y, c, c, c);
        b.add(new Pad(Padding.all(1), -0.0), x);
        assertThat(GraphPrinter.print(b.build())).isEqualTo("""
                @w f32[6,2,3,3]
                @c f32[6]
                %0 = input {name=x} f32[2,4,8,8]
                %1 = conv2d(%0, @w) {groups=2, kernel=3x3, pad=0,0,1,1, stride=2x2} f32[2,6,4,4]
                %2 = batch_norm(%1, @c, @c, @c) {eps=0.001, shift=true, stats=recompute(10,0.9,unbiased)} f32[2,6,4,4]
                %3 = pad(%0) {pad=1,1,1,1, value=-0} f32[2,4,10,10]
                """);
    }

    @Test
    void everyOperatorRoundTrips() {
        for (OpCase opCase : OpCases.all()) {
            assertThat(GraphReader.read(GraphPrinter.print(opCase.graph()))).isEqualTo(opCase.graph());
        }
    }

    @Test
    void everyKindOfStatisticsRoundTrips() {
        for (Statistics statistics : List.of(
                new Statistics.Ema(0.99, false),
                new Statistics.Cumulative(true),
                new Statistics.Recompute(0, 1 / 3.0, false),
                new Statistics.Frozen())) {
            var b = new GraphBuilder();
            Value x = b.input("x", TensorType.f32(2, 3));
            Value c = b.parameter("c", TensorType.f32(3));
            b.add(new BatchNorm(1e-5, false, false, statistics), x, c, c);
            assertThat(GraphReader.read(GraphPrinter.print(b.build()))).isEqualTo(b.build());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, -1.5, 0.1, 1e-5, 1e300, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY})
    void everyNumberRoundTrips(double value) {
        var b = new GraphBuilder();
        b.add(new Constant(value));
        assertThat(GraphReader.read(GraphPrinter.print(b.build()))).isEqualTo(b.build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "with space", "}", ", ", "a=\"b\"", "\\", "line\nbreak", "\u00fcml\ud83d\ude00", "//"})
    void everyNameRoundTrips(String name) {
        var b = new GraphBuilder();
        b.at(new Origin(name, name, 3, 4));
        Value x = b.input(name, TensorType.f32(2));
        b.update(b.parameter(name, TensorType.f32(2)), x);
        b.output(name, x);
        assertThat(GraphReader.read(GraphPrinter.print(b.build()))).isEqualTo(b.build());
    }

    @Test
    void readerTakesAnyNamesOfResultsAndSkipsComments() {
        Graph graph = GraphReader.read("""
                // a comment

                %x = input {name=x} f32[2]
                  %y = relu ( %x )   f32[2]
                output y = %y
                """);
        assertThat(GraphPrinter.print(graph)).isEqualTo("""
                %0 = input {name=x} f32[2]
                %1 = relu(%0) f32[2]
                output y = %1
                """);
    }

    @Test
    void brokenGraphsPrintToo() {
        var b = new GraphBuilder();
        Value elsewhere = Value.result("lost", TensorType.f32(2));
        b.output("y", b.add(new Relu(), elsewhere));
        assertThat(GraphPrinter.print(b.build())).isEqualTo("%0 = relu(%?lost) f32[2]\noutput y = %0\n");
    }

    /// Each line stands alone after `%x = input {name=x} f32[2,3]`.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hello                                       | expected @parameter, %result, output or update
            @w g32[2]                                   | expected a type but found g32[2]
            @w f32[2,0]                                 | size 0 in [2, 0]
            @w f32[2,N]                                 | size -1 in [2, -1]
            @w f32[99999999999]                         | 99999999999 is not from 0 to 16777216
            @w f32[16000000,16000000]                   | more elements than fit into an array: [16000000,16000000]
            @w f32[1,1,1,1,1,1,1,1,1]                   | more than 8 dimensions
            @w f32[2] f32[2]                            | more than was expected at the end
            %x = relu(%x) f32[2,3]                      | %x is defined twice
            %y = relu(%z) f32[2,3]                      | %z is not defined above
            %y = relu(@w) f32[2,3]                      | @w is not defined above
            %y = relu(%x) f32[3,2]                      | the result is f32[2,3], not f32[3,2]
            %y = relu(%x)                               | expected a type but found the end of the line
            %y = rellu(%x) f32[2,3]                     | no such operator: rellu
            %y = sqrt_gradient(%x) f32[2,3]             | no such operator: sqrt_gradient
            %y = relu(%x) {slope=1} f32[2,3]            | unknown attributes [slope]
            %y = elu(%x) f32[2,3]                       | attribute alpha is missing
            %y = elu(%x) {alpha=x} f32[2,3]             | expected a number but found x
            %y = elu(%x) {alpha=1, alpha=1} f32[2,3]    | attribute alpha is given twice
            %y = elu(%x) {alpha=1 f32[2,3]              | expected '}' but found the end of the line
            %y = dropout(%x) {rate=0.5, stream=-1} f32[2,3] | -1 is not from 0 to 16777216
            %y = max_pool(%x) {kernel=0x3} f32[2,3]     | kernel 0x3, stride 1x1, dilation 1x1
            output "y = %x                              | a quote is not closed
            output "\\q" = %x                           | no such escape: \\q
            update %x = %x                              | cannot update %x f32[2,3] with %x f32[2,3]
            """)
    void badLinesAreErrorsWithTheirNumber(String line, String message) {
        String text = "%x = input {name=x} f32[2,3]\n" + line;
        assertThatThrownBy(() -> GraphReader.read(text))
                .isInstanceOf(GraphFormatException.class)
                .hasMessage("line 2: " + message);
    }

    @Test
    void outputsAndUpdatesAreUnique() {
        assertThatThrownBy(() -> GraphReader.read("@w f32[2]\noutput y = @w\noutput y = @w"))
                .hasMessage("line 3: output y is given twice");
        assertThatThrownBy(() -> GraphReader.read("@w f32[2]\nupdate @w = @w\nupdate @w = @w"))
                .hasMessage("line 3: @w is updated twice");
    }

    /// Model files come from anywhere: whatever the text, the reader gives a graph or says which line is wrong.
    @Test
    void damagedTextIsAnErrorOfTheTextAndNothingElse() {
        String text = GraphPrinter.print(RandomGraph.forward(1));
        String spice = "%@=(){}[],.-:\"\\/x019eN \n";
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            var damaged = new StringBuilder(text);
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(at, at + random.nextInt(3), "" + spice.charAt(random.nextInt(spice.length())));
            }
            try {
                GraphReader.read(damaged.toString());
            } catch (GraphFormatException e) {
                refused++;
                assertThat(e.line())
                        .isBetween(1, Math.toIntExact(damaged.toString().lines().count()));
            }
        }
        assertThat(refused).isGreaterThan(2000);
    }
}
