package dev.bnc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.runtime.artifact.Json;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>'\"&";
    private static final String PAGE = ReportPage.of(Comparisons.two(HOSTILE, HOSTILE, "plain"), Instant.EPOCH);

    @Test
    void everythingIsEscaped() {
        assertThat(PAGE).doesNotContain("<img", "<2015>", "'<x>").contains("Somebody &amp; Co. &lt;2015&gt;");
        assertThat(PAGE).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;");
    }

    @Test
    void theDataReadBackAsTheyWere() {
        int start = PAGE.indexOf("id=\"data\">") + 10;
        String embedded = PAGE.substring(start, PAGE.indexOf("</script>", start));
        assertThat(embedded).doesNotContain("<", ">", "&");
        assertThat(Json.parse(embedded, "page")).isEqualTo(Results.json(Comparisons.two(HOSTILE, HOSTILE, "plain")));
    }

    @Test
    void nothingIsAskedOfAnyNetwork() {
        assertThat(PAGE).contains("content=\"default-src 'none';").doesNotContain("sourceMappingURL");
        List<String> references = Pattern.compile(
                        "<(?:link|script|img|iframe|object|embed)[^>]*(?:src|href)=\"([^\"]*)\"")
                .matcher(PAGE)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(references).containsExactly("data:,");
        assertThat(PAGE.replaceAll("https?://[^\\s\"'`]*chartjs[^\\s\"'`]*", ""))
                .doesNotContain("@import", "url(http");
    }

    @Test
    void theLibraryIsTheOneWhoseLicenceIsShown() {
        assertThat(PAGE)
                .contains(" * Chart.js v4.5.1\n", "Charts by Chart.js 4.5.1, under the MIT licence")
                .contains("Permission is hereby granted, free of charge");
    }

    @Test
    void theTablesStandWithoutScripts() {
        assertThat(PAGE)
                .contains("<th scope=\"col\">steps to 90\u00a0%</th>", "<td>1,234,567</td>", "<td>97.50 %</td>")
                .contains("Movement of h.sigmoid.in over the run", "<noscript>");
        assertThat(PAGE).doesNotContain("{{");
    }
}
