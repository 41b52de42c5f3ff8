package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.Parameter;
import dev.bnc.compiler.syntax.TypeRef;
import java.util.LinkedHashMap;
import java.util.List;

/// Gives a block's parameters their values.
final class BlockArguments {
    /// The types a parameter can be declared with.
    private static final List<String> TYPES = List.of("int", "float", "size", "pair", "list", "layer", "word", "text");

    private BlockArguments() {}

    /// The scope of the block's body.
    static Scope bind(Target.Block target) {
        Item.Block block = target.definition().block();
        List<String> names =
                block.parameters().stream().map(p -> p.name().text()).toList();
        var signature = new Signature("block", block.name().text(), names, 0, List.of());
        Arguments arguments = Arguments.bind(signature, target.name(), target.arguments(), new LinkedHashMap<>());
        Scope scope = target.definition().scope().inner();
        for (Parameter parameter : block.parameters()) {
            Given given = arguments
                    .find(parameter.name().text())
                    .or(() -> parameter.defaultValue().map(d -> Given.of(d, scope)))
                    .orElseThrow(() -> missing(target, parameter));
            bind(scope, parameter, given);
        }
        return scope;
    }

    /// Binds one parameter after checking its declared type.
    static void bind(Scope scope, Parameter parameter, Given given) {
        parameter.type().ifPresent(type -> check(type, given));
        scope.bind(parameter.name(), new Scope.Constant(parameter.name(), given.datum()));
    }

    private static ElaborationException missing(Target.Block target, Parameter parameter) {
        return ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.MISSING_ARGUMENT,
                        target.name(),
                        "block `" + target.definition().name() + "` needs `" + parameter.name() + "`")
                .secondary(parameter.span(), "declared here without a default"));
    }

    private static void check(TypeRef type, Given given) {
        Datum datum = given.datum();
        boolean fits = switch (type.name().text()) {
            case "int" -> datum instanceof Datum.Whole;
            case "float" -> datum instanceof Datum.Whole || datum instanceof Datum.Real;
            case "size" -> datum instanceof Datum.Size || datum instanceof Datum.Whole;
            case "pair" -> datum instanceof Datum.Pair;
            case "list" -> datum instanceof Datum.Items;
            case "layer" -> datum instanceof Datum.Word || datum instanceof Datum.Call;
            case "word" -> datum instanceof Datum.Word;
            case "text" -> datum instanceof Datum.Text;
            default ->
                throw ElaborationException.of(
                        Unknown.of("type", type.name().text(), type.name().span(), TYPES));
        };
        if (!fits) {
            throw ElaborationException.of(Diagnostic.error(
                            DiagnosticCode.WRONG_TYPE, given.value(), "expected a value of type `" + type.name() + "`")
                    .label("this is " + datum.kind() + ", `" + datum.text() + "`")
                    .secondary(type.span(), "declared here"));
        }
    }
}
