package dev.bnc.compiler.syntax;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The longer texts behind the codes: `bnc explain BNC0109`. One Markdown file per code,
/// `dev/bnc/compiler/explain/BNC0109.md` among the resources:
///
///     # BNC0109: a missing `->`
///
///     What it means and why it is an error.
///
///     Wrong: (an example fenced as `net error BNC0109`)
///
///     Right: (an example fenced as `net`, or `net fragment` if it is not a whole net)
public final class Explanations {
    private static final String FOLDER = "/dev/bnc/compiler/explain/";

    private Explanations() {}

    /// The page of a code, as Markdown, if there is one.
    public static Optional<String> of(DiagnosticCode code) {
        try (InputStream page = Explanations.class.getResourceAsStream(FOLDER + code.id() + ".md")) {
            return page == null
                    ? Optional.empty()
                    : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
