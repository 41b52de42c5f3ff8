package dev.bnc.cli.report;

import dev.bnc.runtime.artifact.Json;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A figure that others reported for a variant.
///
/// @param accuracy the best accuracy
/// @param steps steps until the accuracy looked for was reached
public record Published(OptionalDouble accuracy, OptionalLong steps) {
    /// The same as JSON; what is not known is `null`.
    public Json.Obj json() {
        return new Json.Obj()
                .with("accuracy", Summary.number(accuracy))
                .with("steps", steps.isPresent() ? Summary.number(steps.getAsLong()) : new Json.Null());
    }

    /// Reads what [#json()] wrote; what is not a number counts as not known.
    static Published of(Json.Obj object) {
        OptionalDouble accuracy = object.find("accuracy").orElse(null) instanceof Json.Num number
                ? OptionalDouble.of(number.value())
                : OptionalDouble.empty();
        return new Published(
                accuracy,
                object.whole("steps").map(OptionalLong::of).orElse(OptionalLong.empty()));
    }
}
