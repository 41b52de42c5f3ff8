package dev.bnc.runtime.artifact;

import java.util.Optional;

/// A file that cannot be used: missing, damaged, or not what it should be. The message is for the user: which file, what
/// was found, what was expected, and a way out.
public final class ArtifactException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What kind of fault it is; each has a page behind its code.
    public enum Kind {
        /// The content is not what was written: cut short, or changed.
        DAMAGED("BNC0701"),
        /// Something else than the reader takes, or packed in another way.
        FOREIGN("BNC0702"),
        /// Written by an older or a newer bnc.
        OTHER_VERSION("BNC0703"),
        /// Whole, but its parts cannot be or do not fit together: shapes, names, numbers that are not finite.
        IMPOSSIBLE("BNC0704");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /// As `bnc explain` takes it: `BNC0701`.
        public String code() {
            return code;
        }
    }

    /// What is wrong with a file.
    ///
    /// @param file as the user named it
    /// @param entry the part of it, empty if it is the whole file
    /// @param reason what was found, and what was expected
    /// @param help a way out, empty if there is none to tell
    public record Fault(Kind kind, String file, String entry, String reason, String help) {
        private String message() {
            return file + ": " + (entry.isEmpty() ? "" : entry + ": ") + reason
                    + (help.isEmpty() ? "" : "\n  = help: " + help);
        }
    }

    private final transient Optional<Fault> fault;

    public ArtifactException(String message) {
        super(message);
        this.fault = Optional.empty();
    }

    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
        this.fault = Optional.empty();
    }

    /// Refuses a file.
    public ArtifactException(Fault fault) {
        super(fault.message());
        this.fault = Optional.of(fault);
    }

    /// What is wrong with the file, if it is its content.
    public Optional<Fault> fault() {
        return fault;
    }

    /// The same said of an entry of `file`: for readers that know only the entry, which they call their file.
    ///
    /// @param help how to come by a whole file again
    ArtifactException inside(String file, String help) {
        Fault outer = fault.map(f -> new Fault(f.kind(), file, f.file(), f.reason(), help))
                .orElseGet(() -> new Fault(Kind.DAMAGED, file, "", String.valueOf(getMessage()), help));
        var moved = new ArtifactException(outer);
        moved.initCause(this);
        return moved;
    }
}
