package dev.bnc.compiler.emit.cuda.launch;

/// From which step to which a buffer holds something. Time counts through a plan's setup, then its steps.
///
/// @param first time of the first step that touches it
/// @param last time of the last one
public record Life(int first, int last) {
    public Life {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("a life from " + first + " to " + last);
        }
    }

    /// Whether both hold something at the same time.
    public boolean meets(Life other) {
        return first <= other.last && other.first <= last;
    }
}
