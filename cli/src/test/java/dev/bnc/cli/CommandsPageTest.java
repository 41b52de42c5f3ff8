package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// `docs/commands.md` names the commands and options there are, no more and no fewer.
class CommandsPageTest {
    private static final Set<String> COMMON =
            Set.of("-h", "--help", "-V", "--version", "-q", "--quiet", "--color=WHEN");
    private static final Pattern OPTION = Pattern.compile("`(-[^` ]+)`");

    @Test
    void thePageNamesEveryCommandAndItsOptions() throws IOException {
        Map<String, Set<String>> described = new TreeMap<>();
        List<String> sections =
                Arrays.asList(Files.readString(Path.of("../docs/commands.md")).split("\n## ", -1));
        for (String section : sections.subList(1, sections.size())) {
            String heading = section.lines().findFirst().orElseThrow();
            described.put(command(heading), options(section));
        }
        assertThat(described).isEqualTo(new TreeMap<>(commands("bnc", Bnc.commandLine())));
    }

    // `bnc data get NAME` describes the command `bnc data get`.
    private static String command(String heading) {
        return Arrays.stream(heading.replace("`", "").split(" ", -1))
                .takeWhile(word -> word.equals(word.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(" "));
    }

    private static Set<String> options(String section) {
        return section.lines()
                .filter(line -> line.startsWith("| `-"))
                .flatMap(line ->
                        OPTION.matcher(line.substring(0, line.indexOf('|', 1))).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> commands(String name, CommandLine command) {
        var commands = new LinkedHashMap<String, Set<String>>();
        command.getSubcommands().forEach((word, sub) -> {
            String full = name + " " + word;
            if (!word.equals("help")) {
                commands.putAll(sub.getSubcommands().isEmpty() ? Map.of(full, options(sub)) : commands(full, sub));
            }
        });
        return commands;
    }

    private static Set<String> options(CommandLine command) {
        var options = new TreeSet<String>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            boolean valued = option.arity().max() > 0;
            Arrays.stream(option.names())
                    .map(name -> valued && name.startsWith("--") ? name + "=" + option.paramLabel() : name)
                    .forEach(options::add);
        }
        options.removeAll(COMMON);
        return options;
    }
}
