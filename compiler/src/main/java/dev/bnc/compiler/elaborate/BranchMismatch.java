package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Edit;
import dev.bnc.compiler.syntax.Name;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Words the error that branches cannot be joined: says each branch's shape, which layer made one differ, and how to
/// repair it where that is clear.
final class BranchMismatch {
    private final Name kind;
    private final Flow in;
    private final List<Joins.Branch> branches;

    /// @param in what flowed into all branches
    BranchMismatch(Name kind, Flow in, List<Joins.Branch> branches) {
        this.kind = kind;
        this.in = in;
        this.branches = branches;
    }

    ElaborationException concat() {
        boolean images = branches.stream().allMatch(b -> b.example().size() == 3);
        Diagnostic error = error(images ? "height and width" : "more than their channels")
                .label(
                        images
                                ? "concat joins channels, so height and width must agree"
                                : "concat joins channels, so all else must agree");
        return shapes(error, Joins.Branch::positions);
    }

    ElaborationException add() {
        return shapes(
                error("shape").label("`add` adds element by element, so the shapes must agree"), Joins.Branch::example);
    }

    ElaborationException multiply() {
        return shapes(
                error("shape").label("`mul` multiplies element by element, or by one factor a channel"),
                Joins.Branch::example);
    }

    private Diagnostic error(String what) {
        return Diagnostic.error(
                DiagnosticCode.BRANCHES_DIFFER, kind.span(), "branches of `" + kind + "` differ in " + what);
    }

    /// @param compared what must be equal
    private ElaborationException shapes(Diagnostic error, Function<Joins.Branch, List<Integer>> compared) {
        List<Integer> usual = usual(compared);
        Diagnostic told = error;
        for (Joins.Branch branch : branches) {
            boolean odd = !compared.apply(branch).equals(usual);
            Optional<BuiltLayer> culprit = odd ? resizer(branch) : Optional.empty();
            told = culprit.isPresent()
                    ? told.secondary(culprit.get().span(), reason(culprit.get(), branch))
                    : told.secondary(branch.span(), branch.flow().text());
        }
        Optional<Diagnostic> projected = project(told);
        if (projected.isPresent()) {
            return ElaborationException.of(projected.get());
        }
        for (Joins.Branch branch : branches) {
            if (!compared.apply(branch).equals(usual)) {
                told = repair(told, branch);
            }
        }
        return ElaborationException.of(told);
    }

    /// What all branches should have: what most have; but the size of what flows in, if some branch keeps it and the
    /// others only lost it by lack of padding.
    private List<Integer> usual(Function<Joins.Branch, List<Integer>> compared) {
        List<List<Integer>> all = branches.stream().map(compared).toList();
        Optional<Joins.Branch> keeper =
                branches.stream().filter(b -> resizer(b).isEmpty()).findFirst();
        boolean unpadded = branches.stream().flatMap(b -> resizer(b).stream()).allMatch(BranchMismatch::lacksPadding);
        if (keeper.isPresent() && unpadded) {
            return compared.apply(keeper.get());
        }
        return all.stream()
                .max((a, b) -> Integer.compare(Collections.frequency(all, a), Collections.frequency(all, b)))
                .orElseThrow();
    }

    private static boolean lacksPadding(BuiltLayer layer) {
        boolean pads = layer.kind() == LayerKind.CONV || layer.kind() == LayerKind.DEPTHWISE;
        return pads && !layer.arguments().has("pad") && stride(layer).isEmpty();
    }

    /// The layer of a branch that first changed height and width.
    private Optional<BuiltLayer> resizer(Joins.Branch branch) {
        return branch.layers().stream()
                .filter(l -> l.in().image() && l.out().image())
                .filter(l -> !Windows.size(l.in()).equals(Windows.size(l.out())))
                .findFirst();
    }

    private static String reason(BuiltLayer layer, Joins.Branch branch) {
        OptionalInt stride = stride(layer);
        String by = stride.isPresent() ? "stride " + stride.getAsInt() + " makes" : "this makes";
        String result = layer.out().example().equals(branch.example()) ? "" : ", in the end " + branch.flow().text();
        return by + " " + layer.in().text() + " into " + layer.out().text() + result;
    }

    private static OptionalInt stride(BuiltLayer layer) {
        return layer.arguments()
                .find("stride")
                .map(Given::datum)
                .filter(d -> d instanceof Datum.Whole whole && whole.value() > 1)
                .map(d -> OptionalInt.of((int) ((Datum.Whole) d).value()))
                .orElse(OptionalInt.empty());
    }

    private Diagnostic repair(Diagnostic error, Joins.Branch branch) {
        String named = branch.written()
                .label()
                .map(l -> "keep the size in branch `" + l + "`")
                .orElse("keep the size in this branch");
        Optional<BuiltLayer> culprit = resizer(branch).filter(l -> covers(branch, l));
        if (culprit.isEmpty()) {
            return error;
        }
        BuiltLayer layer = culprit.get();
        Optional<Given> stride = layer.arguments().find("stride").filter(layer::written);
        if (stride.isPresent() && stride(layer).isPresent()) {
            return error.help(named, new Edit(stride.get().value(), "1"));
        }
        return lacksPadding(layer) ? error.help(named, layer.adding("pad = same")) : error;
    }

    private static boolean covers(Joins.Branch branch, BuiltLayer layer) {
        return branch.span().file().equals(layer.span().file())
                && branch.span().start() <= layer.span().start()
                && layer.span().end() <= branch.span().end();
    }

    /// A branch of a sum that does nothing, beside one that changes the shape, gets a 1x1 convolution that does so too.
    private Optional<Diagnostic> project(Diagnostic error) {
        Optional<Joins.Branch> idle = branches.stream()
                .filter(b -> b.layers().size() == 1 && b.layers().getFirst().kind() == LayerKind.IDENTITY)
                .findFirst();
        Optional<Joins.Branch> other = branches.stream()
                .filter(b -> idle.isPresent() && !b.example().equals(idle.get().example()))
                .findFirst();
        if (other.isEmpty() || kind.text().equals("concat") || in.example().size() != 3) {
            return Optional.empty();
        }
        return projection(other.get().example())
                .map(conv -> error.help(
                        "give the branch that does nothing the other's shape",
                        new Edit(idle.orElseThrow().layers().getFirst().span(), conv)));
    }

    private Optional<String> projection(List<Integer> wanted) {
        if (wanted.size() != 3) {
            return Optional.empty();
        }
        int stride = Math.ceilDiv(in.example().get(1), wanted.get(1));
        boolean fits = Math.ceilDiv(in.example().get(1), stride) == wanted.get(1)
                && Math.ceilDiv(in.example().get(2), stride) == wanted.get(2);
        return fits ? Optional.of("conv " + wanted.get(0) + " 1x1" + (stride > 1 ? " /" + stride : "")) : Optional.empty();
    }
}
