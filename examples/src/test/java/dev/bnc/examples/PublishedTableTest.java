package dev.bnc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.op.Concat;
import dev.bnc.compiler.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// BN-Inception against the table of figure 5 in Ioffe & Szegedy 2015, module by module.
class PublishedTableTest {
    private static final Model NET = ExampleNets.model("imagenet/bn_inception.net");
    private static final List<Node> CONCATS = NET.graph().nodes().stream()
            .filter(node -> node.op() instanceof Concat)
            .toList();

    // Widths of 1x1; 3x3 reduce, 3x3; double 3x3 reduce, double 3x3 (twice); projection of the pool: 0 where there is
    // none.
    @ParameterizedTest
    @CsvSource({
        "0, i3a,  64,  64,  64,  64,  96,  32,  256, 28",
        "1, i3b,  64,  64,  96,  64,  96,  64,  320, 28",
        "2, i3c,   0, 128, 160,  64,  96,   0,  576, 14",
        "3, i4a, 224,  64,  96,  96, 128, 128,  576, 14",
        "4, i4b, 192,  96, 128,  96, 128, 128,  576, 14",
        "5, i4c, 160, 128, 160, 128, 160, 128,  608, 14",
        "6, i4d,  96, 128, 192, 160, 192, 128,  608, 14",
        "7, i4e,   0, 128, 192, 192, 256,   0, 1056,  7",
        "8, i5a, 352, 192, 320, 160, 224, 128, 1024,  7",
        "9, i5b, 352, 192, 320, 192, 224, 128, 1024,  7",
    })
    void module(
            int place,
            String name,
            int one,
            int reduce,
            int three,
            int doubleReduce,
            int doubleThree,
            int projection,
            int channels,
            int side) {
        assertThat(widths(name))
                .isEqualTo(present(one, reduce, three, doubleReduce, doubleThree, doubleThree, projection));
        var shape = CONCATS.get(place).result().type().shape();
        assertThat(List.of(shape.size(1), shape.size(2), shape.size(3))).containsExactly(channels, side, side);
    }

    @ParameterizedTest
    @CsvSource({"c1, 64, 3, 7", "c2, 64, 64, 1", "c3, 192, 64, 3"})
    void beforeTheModules(String name, int out, int in, int kernel) {
        var weight = NET.parameters().stream()
                .filter(p -> p.name().equals(name + ".conv.weight"))
                .findFirst()
                .orElseThrow();
        var shape = weight.value().shape();
        assertThat(List.of(shape.size(0), shape.size(1), shape.size(2), shape.size(3)))
                .containsExactly(out, in, kernel, kernel);
    }

    // In the order of the file: 1x1, the branch of one 3x3, that of two, the pool.
    private static List<Integer> widths(String module) {
        return NET.parameters().stream()
                .filter(p -> p.name().startsWith(module + ".") && p.name().endsWith(".conv.weight"))
                .map(p -> p.value().shape().size(0))
                .toList();
    }

    private static List<Integer> present(int... widths) {
        List<Integer> present = new ArrayList<>();
        for (int width : widths) {
            if (width > 0) {
                present.add(width);
            }
        }
        return present;
    }
}
