package dev.bnc.examples;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The `.net` files of this folder.
final class ExampleNets {
    private ExampleNets() {}

    static List<Path> all() {
        try (Stream<Path> files = Files.walk(Path.of("."), 2)) {
            return files.filter(f -> f.toString().endsWith(".net")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A net, with settings as `--set` takes them.
    static Model model(String file, String... settings) {
        return model(file, new ElaborationOptions(Optional.empty(), List.of(settings)));
    }

    static Model model(String file, ElaborationOptions options) {
        var elaboration = Compiler.elaborate(source(file), options);
        return elaboration
                .model()
                .orElseThrow(() ->
                        new IllegalArgumentException(DiagnosticRenderer.plain().render(elaboration.diagnostics())));
    }

    static SourceFile source(String file) {
        try {
            return SourceFile.read(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
