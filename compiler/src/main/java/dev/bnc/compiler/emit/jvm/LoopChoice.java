package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Left;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import dev.bnc.runtime.kernel.LoopProduct;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which products of a plan are computed by a [LoopProduct]: those of several rows with consecutive depth. Their right
/// factor is packed in another way, so all products that read it must be among them, and programs that share packed
/// factors cannot have any.
///
/// @param panels the right factors of those products
record LoopChoice(Set<Place> panels) {
    static final LoopChoice NONE = new LoopChoice(Set.of());

    /// Where panels begin.
    record Place(int buffer, int start) {
        static Place of(Operand panels) {
            return new Place(panels.buffer(), panels.start());
        }
    }

    /// As many products of a plan as can be.
    static LoopChoice of(Plan plan) {
        List<Multiply> products = Stream.of(plan.setup(), plan.steps())
                .flatMap(List::stream)
                .filter(Multiply.class::isInstance)
                .map(Multiply.class::cast)
                .toList();
        Set<Place> panels = new HashSet<>();
        products.stream().filter(LoopChoice::possible).forEach(m -> panels.add(Place.of(m.packed())));
        products.stream().filter(m -> !possible(m)).forEach(m -> panels.remove(Place.of(m.packed())));
        return new LoopChoice(panels);
    }

    private static boolean possible(Multiply multiply) {
        return switch (multiply.left()) {
            case Left.Rows _ -> multiply.m() > 1;
            case Left.Patches left -> left.sight() == Left.Sight.ALL;
            case Left.Cells left -> left.sight() == Left.Sight.ALL;
            case Left.Columns _, Left.PatchColumns _, Left.Winograd _, Left.WinogradCells _ -> false;
        };
    }

    /// Whether this product is one of them.
    boolean include(Multiply multiply) {
        return panels.contains(Place.of(multiply.packed()));
    }

    /// Whether they read what this step packs.
    boolean reads(Pack pack) {
        return panels.contains(Place.of(pack.target()));
    }
}
