package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.autodiff.Optimizer;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import java.util.List;
import java.util.Map;

/// Reads `optimizer = sgd(lr = 0.1, momentum = 0.9)`.
final class Optimizers {
    static final List<Signature> SIGNATURES = List.of(
            signature("sgd", "momentum", "nesterov", "dampening"),
            signature("rmsprop", "alpha", "eps", "momentum", "centered"),
            signature("adam", "beta1", "beta2", "eps"),
            signature("adamw", "beta1", "beta2", "eps"));

    private Optimizers() {}

    /// An optimizer and its base learning rate.
    record Chosen(Optimizer optimizer, double learningRate) {}

    private static Signature signature(String name, String... options) {
        return new Signature("optimizer", name, List.of("lr"), 1, List.of(options));
    }

    static Chosen read(Given given) {
        Map.Entry<String, Arguments> call = CallReader.bind(given, SIGNATURES);
        Arguments arguments = call.getValue();
        double rate = arguments.required("lr").realIn(0, Double.POSITIVE_INFINITY);
        return new Chosen(optimizer(call.getKey(), arguments), rate);
    }

    private static Optimizer optimizer(String name, Arguments arguments) {
        return switch (name) {
            case "rmsprop" ->
                new Optimizer.RmsProp(
                        arguments.real("alpha", 0, 1, 0.99),
                        arguments.positive("eps", 1e-8),
                        arguments.real("momentum", 0, 1, 0),
                        arguments.flag("centered", false));
            case "adam" -> new Optimizer.Adam(beta1(arguments), beta2(arguments), eps(arguments));
            case "adamw" -> new Optimizer.AdamW(beta1(arguments), beta2(arguments), eps(arguments));
            default -> sgd(arguments);
        };
    }

    private static Optimizer sgd(Arguments arguments) {
        double momentum = arguments.real("momentum", 0, 1, 0);
        double dampening = arguments.real("dampening", 0, 1, 0);
        boolean nesterov = arguments.flag("nesterov", false);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.BAD_VALUE,
                            arguments.required("nesterov").value(),
                            "Nesterov's method needs `momentum` above 0 and no `dampening`")
                    .help("add `momentum = 0.9`"));
        }
        return new Optimizer.Sgd(momentum, dampening, nesterov);
    }

    private static double beta1(Arguments arguments) {
        return arguments.real("beta1", 0, 1, 0.9);
    }

    private static double beta2(Arguments arguments) {
        return arguments.real("beta2", 0, 1, 0.999);
    }

    private static double eps(Arguments arguments) {
        return arguments.positive("eps", 1e-8);
    }
}
