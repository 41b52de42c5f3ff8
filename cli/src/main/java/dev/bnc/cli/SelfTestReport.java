package dev.bnc.cli;

import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.shipping.SelfTest;
import dev.bnc.runtime.artifact.Json;
import java.util.Locale;

/// Prints how a self-test ended.
final class SelfTestReport {
    private SelfTestReport() {}

    /// `6 examples, 2 of them real; largest difference 1.3e-07, allowed 1e-04`.
    static String text(SelfTest test) {
        Goldens goldens = test.goldens();
        String examples = goldens.examples() == 1 ? "1 example" : goldens.examples() + " examples";
        String real = goldens.real() == 0 ? "" : ", " + goldens.real() + " of them real";
        String where = test.passed() ? "" : " in `%s` of example %d".formatted(test.output(), test.example());
        return String.format(
                Locale.ROOT,
                "%s%s; largest difference %.1e%s, allowed %.0e",
                examples,
                real,
                test.largest(),
                where,
                goldens.tolerance());
    }

    static Json.Obj json(SelfTest test) {
        return new Json.Obj()
                .with("passed", new Json.Bool(test.passed()))
                .with("examples", test.goldens().examples())
                .with("real", test.goldens().real())
                .with("largest_difference", test.largest())
                .with("output", test.output())
                .with("example", test.example())
                .with("tolerance", test.goldens().tolerance());
    }
}
