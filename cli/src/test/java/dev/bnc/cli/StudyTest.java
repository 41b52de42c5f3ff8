package dev.bnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.cli.Sandbox.Outcome;
import dev.bnc.runtime.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bnc study` and `bnc compare`: what they write, and how a study goes on that was stopped.
class StudyTest {
    private static final String STUDY = "{}/runs/tiny-study-0001/";

    @TempDir
    Path folder;

    private Sandbox sandbox = new Sandbox(Path.of(""));

    @BeforeEach
    void makeSandbox() {
        sandbox = Sandbox.in(folder);
        sandbox.write(
                "tiny.net", sandbox.read("tiny.net").replace("validate = 10000 steps", "validate = 10 steps") + """
                probe relu1.in { every = 10 steps }
                variant wild { optimizer.lr = 1e30 }
                study {
                  variants = [base, plain, wild], accuracy = 0.5, source = "a <b>book</b>"
                  published { plain = result(accuracy = 0.625, steps = 12345) }
                }
                """);
    }

    @Test
    void trainsEveryVariantAndShowsThemSideBySide() {
        Outcome outcome = study("");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err())
                .contains("study {}/runs/tiny-study-0001\n", "variant base (1 of 3)\n", "variant wild (3 of 3)\n")
                .contains("warning: wild: training diverged at step ");
        assertThat(outcome.out().lines().map(l -> l.strip().split(" +", 2)[0]))
                .containsExactly("run", "base", "plain", "wild", "report");
        for (String variant : List.of("base", "plain")) {
            for (String file :
                    List.of("net.lock", "run.json", "metrics.jsonl", "last.ckpt", "best.ckpt", "model.bnm")) {
                assertThat(sandbox.path("runs/tiny-study-0001/" + variant + "/" + file))
                        .exists();
            }
        }
        assertThat(sandbox.read("runs/tiny-study-0001/report.html"))
                .contains("plain", "12,345", "62.50 %", "a &lt;b&gt;book&lt;/b&gt;", "diverged", "relu1.in")
                .doesNotContain("<b>book");
        assertThat(sandbox.read("runs/tiny-study-0001/results.csv").lines().map(l -> l.split(",", 4)[0]))
                .containsExactly("run", "base", "plain", "wild");
        assertThat(runs(object("runs/tiny-study-0001/results.json")).getFirst().find("train"))
                .isPresent();
    }

    @Test
    void theJsonHoldsTheSameNumbersAsTheRunItself() {
        Json.Obj report = (Json.Obj) Json.parse(study("--format json").out(), "output");
        assertThat(report.text("report")).contains(STUDY + "report.html");
        Json.Obj base = runs((Json.Obj) report.find("results").orElseThrow()).getFirst();
        Json.Obj best = (Json.Obj) base.find("final").orElseThrow();
        String line = sandbox.read("runs/tiny-study-0001/base/metrics.jsonl")
                .lines()
                .filter(l -> l.contains("val_loss"))
                .reduce((_, last) -> last)
                .orElseThrow();
        Json.Obj last = (Json.Obj) Json.parse(line, "metrics");
        assertThat(best.find("loss")).isEqualTo(last.find("val_loss"));
        assertThat(best.find("accuracy")).isEqualTo(last.find("val_accuracy"));
        assertThat(base.find("train")).isEmpty();
    }

    @Test
    void goesOnWhereItWasStoppedAndRunsNothingAgain() throws IOException {
        assertThat(study("--out {}/whole").exit()).isZero();
        study("");
        // As after a kill in the second variant: its checkpoint is that of step 0, the third has not begun.
        Files.delete(sandbox.path("runs/tiny-study-0001/plain/model.bnm"));
        sandbox.run("train {}/tiny.net --variant plain --steps 20 --threads 1 --out {}/other");
        for (String file : List.of("last.ckpt", "run.json", "metrics.jsonl")) {
            Files.write(
                    sandbox.path("runs/tiny-study-0001/plain/" + file),
                    Files.readAllBytes(sandbox.path("other/tiny-plain-0001/" + file)));
        }
        for (String file : List.of("last.ckpt", "run.json", "metrics.jsonl", "net.lock")) {
            Files.delete(sandbox.path("runs/tiny-study-0001/wild/" + file));
        }
        byte[] run = Files.readAllBytes(sandbox.path("runs/tiny-study-0001/base/run.json"));
        Outcome outcome = study("--resume");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.err())
                .contains("variant base (1 of 3): finished, kept\n", "resumed at step 20\n", "wild: training diverged");
        assertThat(Files.readAllBytes(sandbox.path("runs/tiny-study-0001/base/run.json")))
                .isEqualTo(run);
        for (String file : List.of("plain/last.ckpt", "plain/metrics.jsonl", "wild/metrics.jsonl")) {
            assertThat(Files.mismatch(
                            sandbox.path("runs/tiny-study-0001/" + file),
                            sandbox.path("whole/tiny-study-0001/" + file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(study("--resume").err()).contains("plain (2 of 3): finished, kept", "wild (3 of 3): diverged, kept");
    }

    @Test
    void goesOnInTheSameWayOnly() {
        study("--steps 20");
        Outcome other = study("--resume --steps 30");
        assertThat(other.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(other.err()).isEqualTo("""
                error: {}/runs/tiny-study-0001: was begun in another way
                  = note: then: base, plain, wild; --steps=20
                  = note: now:  base, plain, wild; --steps=30
                  = help: use the same options, or start a new study without --resume
                """);
        sandbox.write("tiny.net", sandbox.read("tiny.net").replace("dense 8", "dense 9"));
        assertThat(study("--resume --steps 20").err())
                .contains("warning: base was trained from another net than the one that is there now");
        Outcome none = sandbox.run("study {}/tiny.net --out {}/nowhere --resume");
        assertThat(none.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
        assertThat(none.err()).contains("there is no study of tiny to resume");
    }

    @Test
    void aMistakeInTheLastVariantShowsBeforeTheFirstIsTrained() {
        sandbox.write("tiny.net", sandbox.read("tiny.net").replace("optimizer.lr = 1e30", "optimizer.lr = -1"));
        Outcome outcome = study("");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.BAD_NET);
        assertThat(outcome.err()).contains("optimizer.lr = -1").endsWith("note: in variant wild\n");
        assertThat(sandbox.path("runs")).doesNotExist();
    }

    @Test
    void leavesNoFolderWhereNothingBegan() {
        Outcome outcome = study("--set data.batch=96");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.BAD_NET);
        assertThat(outcome.err()).contains("the batch holds 96 examples, but the data only 95");
        assertThat(sandbox.path("runs")).isEmptyDirectory();
    }

    @Test
    void comparesRunsFromAnywhere() {
        study("--steps 20");
        sandbox.train("--steps 20");
        Outcome outcome = sandbox.run(
                "compare {}/runs/tiny-study-0001 {}/runs/tiny-0001 --accuracy 0.4 -o {}/page.html" + " --format json");
        assertThat(outcome.exit()).isZero();
        Json.Obj results = (Json.Obj)
                ((Json.Obj) Json.parse(outcome.out(), "output")).find("results").orElseThrow();
        assertThat(runs(results).stream().map(r -> r.text("name").orElseThrow()))
                .containsExactly("base", "plain", "wild", "tiny-0001");
        Json.Obj base = runs(results).getFirst();
        Json.Obj same = runs(results).getLast();
        for (String number : List.of("final", "best", "train_loss", "steps_to_accuracy", "movement")) {
            assertThat(same.find(number)).as(number).isEqualTo(base.find(number));
        }
        assertThat(sandbox.read("page.html")).contains("steps to 40\u00a0%");
        assertThat(sandbox.run("compare {}/runs/tiny-0001 -o {}/page.html").err())
                .contains("is there already");
        assertThat(sandbox.run("compare {}/runs/tiny-study-0001 -o {}/study.html")
                        .out())
                .contains("to 50 %");
    }

    @Test
    void saysWhatIsNotARun() {
        sandbox.write("empty/readme.txt", "");
        Outcome outcome = sandbox.run("compare {}/empty -o {}/page.html");
        assertThat(outcome.exit()).isEqualTo(ExitCodes.INPUT_OUTPUT);
        assertThat(outcome.err())
                .isEqualTo("error: {}/empty: not the folder of a run: it lacks run.json or metrics.jsonl\n");
        assertThat(sandbox.run("compare {}/nowhere -o {}/page.html").err())
                .isEqualTo("error: {}/nowhere: no such run folder\n");
        assertThat(sandbox.run("compare {}/empty --accuracy 97 -o {}/page.html").exit())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(sandbox.path("page.html")).doesNotExist();
    }

    private Outcome study(String options) {
        String out = options.contains("--out") ? "" : " --out {}/runs";
        return sandbox.run("study {}/tiny.net --threads 1 " + options + out);
    }

    private Json.Obj object(String file) {
        return (Json.Obj) Json.parse(sandbox.read(file), file);
    }

    private static List<Json.Obj> runs(Json.Obj results) {
        return ((Json.Arr) results.find("runs").orElseThrow())
                .elements().stream().map(Json.Obj.class::cast).toList();
    }
}
