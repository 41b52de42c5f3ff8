package dev.bnc.compiler.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionsTest {
    @Test
    void aSmallNetStaysWhole() {
        List<Section> sections = Sections.of("net", sizes("a.conv", 20, "b", 20));
        assertThat(sections).extracting(Section::title).containsExactly("net");
        assertThat(sections.getFirst().layers()).containsExactlyInAnyOrder("a.conv", "b");
    }

    @Test
    void blocksAreCutOutAndSmallOnesPutTogether() {
        List<Section> sections = Sections.of(
                "net",
                sizes(
                        "stem.conv",
                        2,
                        "max1",
                        1,
                        "i3.a.conv",
                        15,
                        "i3.b.conv",
                        15,
                        "i4.conv",
                        20,
                        "pool",
                        1,
                        "head",
                        1));
        assertThat(sections).extracting(Section::title).containsExactly("stem – max1", "i3", "i4", "pool – head");
        assertThat(sections.get(1).layers()).containsExactlyInAnyOrder("i3.a.conv", "i3.b.conv");
    }

    @Test
    void largeBlocksAreCutAlongTheBlocksInThem() {
        List<Section> sections =
                Sections.of("net", sizes("s.one.a", 30, "s.two.a", 30, "s.two.a/add", 1, "s", 2, "t", 50, "t/add", 1));
        assertThat(sections).extracting(Section::title).containsExactly("s.one", "s.two", "s", "t");
        assertThat(sections.get(1).layers()).containsExactlyInAnyOrder("s.two.a", "s.two.a/add");
        assertThat(sections.get(3).layers()).containsExactlyInAnyOrder("t", "t/add");
    }

    private static Map<String, Integer> sizes(Object... layersAndSizes) {
        var sizes = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < layersAndSizes.length; i += 2) {
            sizes.put((String) layersAndSizes[i], (Integer) layersAndSizes[i + 1]);
        }
        return sizes;
    }
}
