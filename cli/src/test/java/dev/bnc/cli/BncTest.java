package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BncTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionNamesBncAndJava() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("bnc ").contains("(Java 25");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpGoesToStandardOutputAndListsExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: bnc").contains("training diverged");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyCommandHasHelp() {
        Set<String> commands = new TreeSet<>(Bnc.commandLine().getSubcommands().keySet());
        assertThat(commands.remove("help")).isTrue();
        for (String command : commands) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(out.toString()).as(command).startsWith("Usage: bnc " + command);
            out.getBuffer().setLength(0);
            assertThat(run("help", command)).as(command).isZero();
            assertThat(out.toString()).as(command).startsWith("Usage: bnc " + command);
            out.getBuffer().setLength(0);
        }
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("Usage: bnc");
    }

    @Test
    void unknownOptionIsWrongUsage() {
        assertThat(run("--no-such-option")).isEqualTo(2);
        assertThat(err.toString()).contains("--no-such-option");
    }

    private int run(String... arguments) {
        return Bnc.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
