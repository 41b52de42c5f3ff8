package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Name;
import dev.bnc.compiler.syntax.SourceSpan;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bounds what a net unrolls to. Once a bound is passed, nothing more is elaborated: every further step ends at once, so
/// that nested blocks do not try their other branches one by one.
final class Budget {
    private final Deque<Name> blocks = new ArrayDeque<>();
    private int steps;
    private int layers;
    private int depth;
    private boolean exhausted;

    /// One step of a pipeline, or one round of a loop.
    void step(SourceSpan span) {
        check();
        if (++steps > Limits.STEPS) {
            throw exhaust(Diagnostic.error(
                            DiagnosticCode.TOO_LARGE,
                            span,
                            "the net has more than " + Limits.count(Limits.STEPS) + " steps")
                    .label("the loops and blocks around this unroll to too much"));
        }
    }

    /// One layer or block.
    void layer(SourceSpan span) {
        check();
        if (++layers > Limits.LAYERS) {
            throw exhaust(Diagnostic.error(
                            DiagnosticCode.TOO_LARGE,
                            span,
                            "the net has more than " + Limits.count(Limits.LAYERS) + " layers")
                    .label("the loops and blocks around this unroll to too much"));
        }
    }

    /// Goes into a loop or a branch; [#leave] must follow.
    void enter(SourceSpan span) {
        check();
        if (++depth > Limits.DEPTH) {
            throw exhaust(Diagnostic.error(
                            DiagnosticCode.TOO_LARGE,
                            span,
                            "blocks, branches and loops are nested more than " + Limits.DEPTH + " deep"));
        }
    }

    /// Goes into a block; [#leaveBlock] must follow.
    ///
    /// @param block its name where it is defined
    /// @param used its name where it is used
    void enterBlock(Name block, SourceSpan used) {
        check();
        boolean recursive = depth >= Limits.DEPTH && blocks.stream().anyMatch(block::equals);
        if (recursive) {
            throw exhaust(Diagnostic.error(
                            DiagnosticCode.ENDLESS_BLOCK, block.span(), "block `" + block + "` contains itself")
                    .secondary(used, "used here, " + Limits.DEPTH + " levels deep"));
        }
        enter(used);
        blocks.push(block);
    }

    void leave() {
        depth--;
    }

    void leaveBlock() {
        blocks.pop();
        leave();
    }

    private void check() {
        if (exhausted) {
            throw ElaborationException.consequence();
        }
    }

    private ElaborationException exhaust(Diagnostic diagnostic) {
        exhausted = true;
        return ElaborationException.of(diagnostic);
    }
}
