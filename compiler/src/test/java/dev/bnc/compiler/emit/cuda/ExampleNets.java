package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The nets that come with bnc.
final class ExampleNets {
    private static final Path EXAMPLES = Path.of("../examples");

    private ExampleNets() {}

    /// All of them, as paths below `examples`.
    static List<String> all() {
        try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
            return files.filter(f -> f.toString().endsWith(".net"))
                    .map(f -> EXAMPLES.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Model model(String name, String... changes) {
        try {
            SourceFile source = SourceFile.read(EXAMPLES.resolve(name));
            var options = new ElaborationOptions(Optional.empty(), List.of(changes));
            return Compiler.elaborate(source, options).model().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
