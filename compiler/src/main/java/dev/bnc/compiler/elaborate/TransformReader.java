package dev.bnc.compiler.elaborate;

import dev.bnc.runtime.data.Transform;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads a transform of the data section: `flip horizontal`, `rotate 15`, `normalize 0.13 0.31`.
final class TransformReader {
    /// The transforms there are.
    static final List<Signature> SIGNATURES = List.of(
            new Signature("transform", "normalize", List.of("mean", "std"), 2, List.of()),
            new Signature("transform", "flip", List.of("direction"), 1, List.of()),
            new Signature("transform", "shift", List.of("pixels"), 1, List.of()),
            new Signature("transform", "crop", List.of("place"), 1, List.of("pad")),
            new Signature("transform", "rotate", List.of("degrees"), 1, List.of()),
            strength("shear"),
            strength("zoom"),
            strength("brightness"),
            strength("contrast"),
            strength("noise"),
            strength("saturation"));

    private static final Signature LEVELS =
            new Signature("transform", "levels", List.of("black", "white"), 2, List.of());
    private static final List<Signature> OF_DOMAINS =
            Stream.concat(SIGNATURES.stream(), Stream.of(LEVELS)).toList();

    private static final double MOST_DEGREES = 180;

    private TransformReader() {}

    private static Signature strength(String name) {
        return new Signature("transform", name, List.of("strength"), 1, List.of());
    }

    /// One of a domain: of all, and `levels BLACK WHITE`, which a `normalize` does.
    ///
    /// @throws ElaborationException if it is none, or its arguments are wrong
    static Transform readOfDomain(Datum.Call call) {
        Map.Entry<String, Arguments> bound = CallReader.bind(call, OF_DOMAINS);
        return bound.getKey().equals(LEVELS.name()) ? levels(bound.getValue()) : read(bound);
    }

    /// `black + (white - black) * x` is `(x - mean) / std` with `std = 1 / (white - black)` and `mean = -black * std`.
    private static Transform levels(Arguments arguments) {
        double black = arguments.required("black").real();
        double distance = arguments.required("white").real() - black;
        if (distance == 0) {
            throw arguments.required("white").outOfRange("black and white must differ");
        }
        return new Transform.Normalize(List.of(-black / distance), List.of(1 / distance));
    }

    /// @throws ElaborationException if it is none, or its arguments are wrong
    static Transform read(Datum.Call call) {
        return read(CallReader.bind(call, SIGNATURES));
    }

    private static Transform read(Map.Entry<String, Arguments> bound) {
        Arguments arguments = bound.getValue();
        return switch (bound.getKey()) {
            case "flip" ->
                arguments
                                .required("direction")
                                .wordOf(List.of("horizontal", "vertical"))
                                .equals("vertical")
                        ? new Transform.FlipVertical()
                        : new Transform.FlipHorizontal();
            case "shift" -> new Transform.Shift(Windows.cells(arguments.required("pixels")));
            case "crop" -> crop(arguments);
            case "rotate" -> new Transform.Rotate(arguments.required("degrees").realUpTo(0, MOST_DEGREES));
            case "shear" -> new Transform.Shear(arguments.required("strength").realUpTo(0, 1));
            case "zoom" -> new Transform.Zoom(arguments.required("strength").realIn(0, 1));
            case "brightness" ->
                new Transform.Brightness(arguments.required("strength").realUpTo(0, 1));
            case "contrast" ->
                new Transform.Contrast(arguments.required("strength").realUpTo(0, 1));
            case "noise" -> new Transform.Noise(arguments.required("strength").realUpTo(0, 1));
            case "saturation" ->
                new Transform.Saturation(arguments.required("strength").realUpTo(0, 1));
            default -> normalize(arguments);
        };
    }

    /// A random window of the padded picture, as large as the picture.
    private static Transform crop(Arguments arguments) {
        arguments.required("place").wordOf(List.of("random"));
        return new Transform.Shift(Windows.cells(arguments.required("pad")));
    }

    private static Transform normalize(Arguments arguments) {
        Given deviation = arguments.required("std");
        List<Double> mean = numbers(arguments.required("mean"));
        List<Double> std = numbers(deviation);
        if (mean.size() != std.size() || std.stream().anyMatch(s -> s <= 0)) {
            throw deviation.outOfRange("`std` needs as many numbers as `mean`, all above 0");
        }
        return new Transform.Normalize(mean, std);
    }

    private static List<Double> numbers(Given given) {
        if (given.datum() instanceof Datum.Items list && !list.items().isEmpty()) {
            return given.items(list).stream().map(Given::real).toList();
        }
        if (given.datum() instanceof Datum.Items) {
            throw given.expected("a number, or one a channel in brackets");
        }
        return List.of(given.real());
    }
}
