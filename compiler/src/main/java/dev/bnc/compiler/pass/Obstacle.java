package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Node;
import dev.bnc.compiler.graph.Value;
import java.util.List;

/// What keeps a factor or a summand from moving on.
///
/// @param at the nodes in the way; empty where there is none, as behind the net's last layer
record Obstacle(Reason reason, Value value, List<Node> at) {
    /// The kinds there are, one for each precondition.
    enum Reason {
        /// Something else reads the value, too.
        READ_ELSEWHERE,
        /// The value is an output of the net.
        OUTPUT,
        /// The value comes from outside the net.
        INPUT,
        /// A function that does not commute with it.
        NONLINEAR,
        /// A max pool, and a factor that is not positive everywhere.
        FACTOR_NOT_POSITIVE,
        /// A padded convolution, and a factor that is zero somewhere.
        FACTOR_ZERO,
        /// It depends on the parameters' numbers, which are not known.
        NUMBERS_UNKNOWN,
        /// Zeros of the padding would have to change, too.
        PADDING
    }

    Obstacle {
        at = List.copyOf(at);
    }

    static Obstacle of(Reason reason, Node at) {
        return new Obstacle(reason, at.result(), List.of(at));
    }
}
