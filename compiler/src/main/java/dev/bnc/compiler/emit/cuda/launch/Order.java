package dev.bnc.compiler.emit.cuda.launch;

import java.util.List;

/// When a step may start: after the steps before it on its stream, and after those it waits for.
///
/// @param stream 0 for the main one
/// @param waits indices of earlier steps, of other streams, that must have finished
public record Order(int stream, List<Integer> waits) {
    /// After all steps before it on the main stream.
    public static final Order MAIN = new Order(0, List.of());

    public Order {
        waits = List.copyOf(waits);
    }
}
