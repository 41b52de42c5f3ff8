package dev.bnc.compiler.graph.op;

/// Local facts of operators, checked when one is made.
final class Require {
    private Require() {}

    static void positive(String name, double value) {
        require(value > 0, name, value, "positive");
    }

    static void notNegative(String name, double value) {
        require(value >= 0, name, value, "0 or more");
    }

    /// A share that leaves something.
    static void rate(double value) {
        require(value >= 0 && value < 1, "rate", value, "from 0 to less than 1");
    }

    /// A share.
    static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "from 0 to 1");
    }

    private static void require(boolean holds, String name, double value, String expected) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", not " + expected);
        }
    }
}
