package dev.bnc.compiler.elaborate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.DiagnosticRenderer;
import dev.bnc.compiler.syntax.SourceFile;
import java.util.List;
import java.util.Optional;

/// Nets as text, elaborated for tests.
final class Sources {
    /// A net that trains.
    static final String MLP = """
            net mlp(width: int = 100, norm: layer = bn)
            input image: f32[1, 28, 28]
            label digit: class[10]
            block hidden(n) { dense n -> norm -> sigmoid }
            image -> flatten -> h1: hidden(width) -> h2: hidden(width / 2) -> dense 10 -> output logits
            data mnist { batch = 60, shuffle = epoch, last = drop }
            train {
              loss = cross_entropy(logits, digit)
              optimizer = sgd(lr = 0.1)
              stop = 50000 steps
              seed = 7
            }
            variant plain { norm = identity }
            variant fast { optimizer.lr *= 5, data.batch = 120, sigmoid = relu }
            """;

    private Sources() {}

    static Elaboration elaborate(String source, ElaborationOptions options) {
        return Elaborator.elaborate(SourceFile.of("test.net", source), options, SourceLoader.files());
    }

    static ElaborationOptions set(String... settings) {
        return new ElaborationOptions(Optional.empty(), List.of(settings));
    }

    /// The model of a net that has nothing wrong.
    static Model model(String source, String... settings) {
        Elaboration result = elaborate(source, set(settings));
        assertThat(DiagnosticRenderer.plain().render(result.diagnostics())).isEmpty();
        return result.model().orElseThrow();
    }

    static List<DiagnosticCode> codes(String source, ElaborationOptions options) {
        return elaborate(source, options).diagnostics().stream()
                .map(Diagnostic::code)
                .toList();
    }

    static String rendered(String source, ElaborationOptions options) {
        return DiagnosticRenderer.plain().render(elaborate(source, options).diagnostics());
    }
}
