package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Places.Column;
import dev.bnc.compiler.plan.Term.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives each term its buffer when it is first asked for, and says where in it the term lies.
final class Buffers {
    private final Map<Term, Term> inPlace;
    private final Places places;
    private final Map<Term, String> names;
    private final List<Buffer> buffers = new ArrayList<>();
    private final Map<Term, Integer> indices = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /// @param inPlace terms that lie where a state term lies
    /// @param places terms that do not lie densely in memory of their own
    /// @param names what to call the buffers of some terms
    Buffers(Map<Term, Term> inPlace, Places places, Map<Term, String> names) {
        this.inPlace = inPlace;
        this.places = places;
        this.names = names;
    }

    List<Buffer> buffers() {
        return buffers;
    }

    /// Where a term lies.
    Operand operand(Term term) {
        if (inPlace.containsKey(term)) {
            return operand(inPlace.get(term)).withDims(term.dims());
        }
        Optional<Column> column = places.column(term);
        if (column.isPresent()) {
            Column place = column.get();
            Operand whole = operand(place.whole()).matrix();
            return whole.columns(place.at(), place.at() + term.columns()).withDims(term.dims());
        }
        return switch (term.source()) {
            case Source.Made _ -> new Operand(index(term), 0, term.dims(), places.pitch(term));
            case Source.Input _, Source.State _ -> Operand.dense(index(term), term.dims());
            case Source.View view -> view(view, term);
            case Source.Factor factor -> operand(factor.base());
            case Source.Literal _, Source.Uniform _ ->
                throw new IllegalStateException(term + " has no place in memory");
        };
    }

    /// Room for the partial results of a reduction.
    Operand workspace(Term result, int size) {
        return Operand.dense(add(Buffer.unplaced(unused(name(result) + ".partials"), size)), List.of(size));
    }

    /// The buffer a term's own elements are in.
    int index(Term term) {
        Integer known = indices.get(term);
        if (known == null) {
            known = add(buffer(term));
            indices.put(term, known);
        }
        return known;
    }

    private Operand view(Source.View view, Term term) {
        Operand base = operand(view.base());
        boolean whole = view.base().elements() == term.elements();
        return whole
                ? base.withDims(term.dims())
                : base.matrix()
                        .columns(view.from(), view.from() + term.columns())
                        .withDims(term.dims());
    }

    private Buffer buffer(Term term) {
        return term.source() instanceof Source.State(int offset)
                ? new Buffer(unused("@" + term.name()), Region.STATE, term.elements(), offset)
                : Buffer.unplaced(unused(name(term)), Math.multiplyExact(term.rows(), places.pitch(term)));
    }

    private int add(Buffer buffer) {
        buffers.add(buffer);
        return buffers.size() - 1;
    }

    private String name(Term term) {
        return "%" + names.getOrDefault(term, term.name());
    }

    private String unused(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "'" + i;
        }
        return name;
    }
}
