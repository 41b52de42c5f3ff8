package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How large a net may be. All state lies in one array of floats, and so does all that a step works on; so sizes are
/// bounded where they are written, with room for the optimizer's slots and for a batch.
final class Limits {
    /// Numbers in one value of one example: 1 GB.
    static final long VALUE = 1L << 28;

    /// Numbers in all parameters: 2 GB, or 6 GB with Adam's slots.
    static final long PARAMETERS = 1L << 29;

    /// Numbers in one value of a whole batch: what an array can hold.
    static final long BATCH = Integer.MAX_VALUE;

    /// Layers, blocks included.
    static final int LAYERS = 20_000;

    /// Steps of pipelines and rounds of loops, all blocks unrolled.
    static final int STEPS = 500_000;

    /// Blocks, branches and loops inside each other, all blocks unrolled.
    static final int DEPTH = 128;

    /// Cells a window covers, or that padding adds, in one direction.
    static final int WINDOW = 1 << 16;

    private Limits() {}

    /// Number of elements of sizes that may be absurd; [Long#MAX_VALUE] if a long cannot hold it.
    static long product(List<? extends Number> sizes) {
        double product = 1;
        for (Number size : sizes) {
            product *= size.doubleValue();
        }
        return (long) product;
    }

    /// Checks the sizes of one example of a value.
    static void checkValue(List<? extends Number> example, SourceSpan span) {
        long elements = product(example);
        if (elements > VALUE) {
            throw tooLarge(span, "one example of this has " + count(elements) + " numbers", example, VALUE);
        }
    }

    /// Checks the sizes of a parameter.
    ///
    /// @param before numbers in the parameters before it
    static void checkParameter(String name, List<? extends Number> sizes, long before, SourceSpan span) {
        long elements = product(sizes);
        if (elements > PARAMETERS) {
            throw tooLarge(span, "`" + name + "` has " + count(elements) + " numbers", sizes, PARAMETERS);
        }
        if (before + elements > PARAMETERS) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.TOO_LARGE,
                            span,
                            "with this layer the net has more than " + count(PARAMETERS) + " parameters")
                    .label(count(elements) + " here, " + count(before) + " before"));
        }
    }

    private static ElaborationException tooLarge(
            SourceSpan span, String message, List<? extends Number> sizes, long limit) {
        String shape = sizes.stream().map(Number::toString).collect(Collectors.joining(" x "));
        return ElaborationException.of(Diagnostic.error(DiagnosticCode.TOO_LARGE, span, message)
                .label("its shape is " + shape)
                .note("at most " + count(limit) + " can be dealt with"));
    }

    /// `2,000,000,000`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
