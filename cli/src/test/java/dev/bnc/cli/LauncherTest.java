package dev.bnc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the launcher in a small repository, with scripts in the places of Maven and Java that say how they were called.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String MAVEN = """
            for argument; do
                case $argument in -Dbnc.image=*) image=${argument#*=} ;; esac
            done
            echo "[INFO] Building bnc cli 0.1.0"
            echo "[ERROR] /Some.java:[1,2] wrong"
            if [ -e "$BROKEN" ]; then exit 1; fi
            echo built >> "$BUILDS"
            mkdir -p "$image" cli/target/quick
            echo jar > cli/target/quick/bnc-cli-1.jar
            """;
    private static final String JAVA = """
            echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
            echo "an early error" >&2
            for argument; do
                echo "<$argument>"
                case $argument in
                    -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo classes > "${argument#*=}" ;;
                esac
            done
            """;

    @TempDir
    Path folder;

    private Path repository = Path.of("");
    private Path builds = Path.of("");
    private Path broken = Path.of("");

    private record Outcome(int exit, String out, String err) {}

    @BeforeEach
    void makeRepository() throws IOException {
        repository = folder.resolve("the repository");
        builds = folder.resolve("builds");
        broken = folder.resolve("broken");
        for (String module : List.of("grammar", "runtime", "datasets", "compiler", "cli")) {
            Files.createDirectories(repository.resolve(module, "src", "main"));
            write(repository.resolve(module, "pom.xml"), "");
        }
        Files.createDirectories(repository.resolve(".mvn"));
        write(repository.resolve("pom.xml"), "");
        script(repository.resolve("bnc"), Files.readString(Path.of("../bnc")));
        makeJdk("jdk", "25.0.3");
        script(folder.resolve("bin/mvn"), "#!/bin/sh\n" + MAVEN);
    }

    @Test
    void buildsOnFirstUseThenPassesArgumentsOn() throws Exception {
        Outcome outcome = launch(repository.resolve("bnc"), "train", "my net.net");
        assertThat(outcome.exit).isZero();
        assertThat(outcome.out)
                .containsPattern("<-XX:SharedArchiveFile=.*/classes.jsa>")
                .containsPattern("<-cp>\n<.*/lib/bnc-cli-1.jar>\n<dev.bnc.cli.Bnc>\n<train>\n<my net.net>\n");
        assertThat(outcome.err).contains("bnc: building with ").contains("bnc:   bnc cli 0.1.0");
        assertThat(launch(repository.resolve("bnc")).err).doesNotContain("building");
        assertThat(builds).hasContent("built");
    }

    @Test
    void answersAboutPicturesWithoutVectors() throws Exception {
        Outcome outcome = launch(repository.resolve("bnc"), "infer", "a model.bnm", "one.png", "the other.jpg");
        assertThat(outcome.exit).isZero();
        assertThat(outcome.out)
                .containsPattern("<-XX:AOTCache=.*/short.aot>")
                .contains("<-Dbnc.kernels=scalar>", "<-Dbnc.short=true>")
                .contains("<dev.bnc.cli.Bnc>\n<infer>\n<a model.bnm>\n<one.png>\n<the other.jpg>\n")
                .doesNotContain("<jdk.incubator.vector>", "<-Dbnc.stderr=3>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "infer model.bnm",
                "infer model.bnm pictures.npy",
                "infer model.bnm one.png many.csv",
                "infer model.bnm one.png --device=cuda",
                "infer --ensemble model.bnm one.png",
                "infer model.bnm 1.png 2.png 3.png 4.png 5.png",
                "eval model.bnm one.png"
            })
    void doesAllElseWithVectors(String command) throws Exception {
        Outcome outcome = launch(repository.resolve("bnc"), command.split(" "));
        assertThat(outcome.out).contains("<jdk.incubator.vector>").doesNotContain("<-Dbnc.short=true>");
    }

    @Test
    void needsNoArchiveOfClassesForPictures() throws Exception {
        script(folder.resolve("jdk/bin/java"), "#!/bin/sh\ncase \"$*\" in *AOTCacheOutput*) exit 1 ;; esac\n" + JAVA);
        Outcome outcome = launch(repository.resolve("bnc"), "infer", "model.bnm", "one.png");
        assertThat(outcome.exit).isZero();
        assertThat(outcome.err).contains("bnc: no archive of classes for pictures; they take longer.");
        assertThat(outcome.out).contains("<jdk.incubator.vector>").contains("<one.png>");
    }

    @Test
    void startsWithoutAnArchiveOfClassesIfThereIsNone() throws Exception {
        script(folder.resolve("jdk/bin/java"), "#!/bin/sh\ncase \"$*\" in *Rehearsal*) exit 1 ;; esac\n" + JAVA);
        Outcome outcome = launch(repository.resolve("bnc"), "check");
        assertThat(outcome.exit).isZero();
        assertThat(outcome.err).contains("bnc: no archive of classes; bnc works but starts more slowly.");
        assertThat(outcome.out).contains("<check>").doesNotContain("SharedArchiveFile");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        launch(repository.resolve("bnc"));
        Path source = repository.resolve("compiler/src/main/New.java");
        write(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(launch(repository.resolve("bnc")).err).contains("building");
        assertThat(builds).hasContent("built\nbuilt");
    }

    @Test
    void dropsTheIncubatorWarningAndNothingElse() throws Exception {
        launch(repository.resolve("bnc"));
        assertThat(launch(repository.resolve("bnc")).err).isEqualTo("an early error\n");
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("the repository/bnc"));
        Path absolute = Files.createSymbolicLink(folder.resolve("bin/bnc"), relative);
        assertThat(launch(absolute, "--version").exit).isZero();
        assertThat(builds).hasContent("built");
    }

    @Test
    void showsTheEndOfABrokenBuildAndLeavesNothing() throws Exception {
        write(broken, "");
        Outcome outcome = launch(repository.resolve("bnc"));
        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.out).isEmpty();
        assertThat(outcome.err).contains("[ERROR] /Some.java:[1,2] wrong").contains("target/bnc/build.log");
        Files.delete(broken);
        assertThat(launch(repository.resolve("bnc")).exit).isZero();
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        Files.delete(folder.resolve("bin/mvn"));
        for (String tool : List.of("bash", "date", "dirname", "find", "flock", "head", "mkdir", "touch")) {
            for (String place : List.of("/bin/", "/usr/bin/")) {
                if (Files.exists(Path.of(place, tool))) {
                    script(folder.resolve("bin", tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                }
            }
        }
        Outcome outcome = launchWithPath(folder.resolve("bin").toString(), repository.resolve("bnc"));
        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).startsWith("bnc: Maven not found").contains("https://maven.apache.org/install.html");
    }

    @Test
    void refusesAnotherJdk() throws Exception {
        makeJdk("jdk", "24.0.1");
        Outcome outcome = launch(repository.resolve("bnc"));
        assertThat(outcome.exit).isEqualTo(3);
        assertThat(outcome.err).startsWith("bnc: BNC_JAVA_HOME is not a JDK 25: " + folder.resolve("jdk"));
    }

    private Outcome launch(Path program, String... arguments) throws Exception {
        return launchWithPath(folder.resolve("bin") + ":" + System.getenv("PATH"), program, arguments);
    }

    private Outcome launchWithPath(String path, Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("BNC_JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("BUILDS", builds.toString());
        builder.environment().put("BROKEN", broken.toString());
        builder.environment().remove("BNC_JAVA_OPTS");
        Process process = builder.start();
        process.getOutputStream().close();
        // Both are short, so that reading one after the other cannot block; both end when the filter ends, too.
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), out, err);
    }

    private void makeJdk(String name, String version) throws IOException {
        write(folder.resolve(name, "release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(folder.resolve(name, "bin", "java"), "#!/bin/sh\n" + JAVA);
        script(folder.resolve(name, "bin", "javac"), "#!/bin/sh\n");
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
