package dev.bnc.compiler.syntax;

import java.util.Locale;

/// How bad a [Diagnostic] is. Only [#ERROR] stops compilation.
public enum Severity {
    ERROR,
    WARNING,
    REMARK;

    /// The word shown to the user: `error`, `warning`, `remark`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
