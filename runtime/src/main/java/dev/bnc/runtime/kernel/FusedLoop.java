package dev.bnc.runtime.kernel;

/// Pointwise arithmetic on the elements of a few operands, in one pass. The compiler emits implementations.
///
/// Implementations are stateless and safe for any number of threads, so all steps and all programs that do the same
/// arithmetic share one, and HotSpot compiles it once.
public interface FusedLoop {
    /// Does rows `[from, to)`, or columns if the loop has but one row.
    ///
    /// @param places where operands and results lie, as the compiler and the loop agreed
    void run(float[] state, float[] arena, int[] places, int from, int to);
}
