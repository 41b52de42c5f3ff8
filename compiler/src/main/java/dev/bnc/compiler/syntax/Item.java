package dev.bnc.compiler.syntax;

import java.util.List;
import java.util.Optional;

/// Something that stands at the top level of a file.
public sealed interface Item
        permits Item.Use, Item.Defaults, Item.Input, Item.Label, Item.Block, Item.Section, Statement {
    SourceSpan span();

    /// `use "other.net"` (then `target` is an [Expr.StringLiteral]) or `use std.vision` (an [Expr.Reference]).
    record Use(Expr target, SourceSpan span) implements Item {}

    /// `defaults { conv { bias = none } bn { eps = 1e-3 } }`: groups of plain settings, one group per layer kind.
    record Defaults(List<Entry.Group> kinds, SourceSpan span) implements Item {
        public Defaults {
            kinds = List.copyOf(kinds);
        }
    }

    /// `input image: f32[1, 28, 28]`.
    record Input(Name name, TypeRef type, SourceSpan span) implements Item {}

    /// `label digit: class[10]`.
    record Label(Name name, TypeRef type, SourceSpan span) implements Item {}

    /// `block hidden(n) { dense n -> norm -> sigmoid }`.
    record Block(Name name, List<Parameter> parameters, Body body, SourceSpan span) implements Item {
        public Block {
            parameters = List.copyOf(parameters);
        }
    }

    /// The items that say how a net is fed, trained, watched and varied.
    sealed interface Section extends Item permits Data, Train, Probe, Variant, Study {}

    /// `data imagenet("data/imagenet") { batch = 32, train { flip horizontal } }`: settings, transforms, groups.
    record Data(Name kind, List<Argument> arguments, List<Entry> entries, SourceSpan span) implements Section {
        public Data {
            arguments = List.copyOf(arguments);
            entries = List.copyOf(entries);
        }
    }

    /// `train { loss = cross_entropy(logits, digit) }`.
    record Train(List<Entry.Setting> settings, SourceSpan span) implements Section {
        public Train {
            settings = List.copyOf(settings);
        }
    }

    /// `probe h3.norm.in { quantiles = [15, 50, 85], every = 100 steps }`.
    record Probe(NamePath target, List<Entry.Setting> settings, SourceSpan span) implements Section {
        public Probe {
            settings = List.copyOf(settings);
        }
    }

    /// `variant x5 { optimizer.lr *= 5, relu = sigmoid }`.
    record Variant(Name name, List<Entry.Setting> settings, SourceSpan span) implements Section {
        public Variant {
            settings = List.copyOf(settings);
        }
    }

    /// `study { variants = [plain, x5], accuracy = 0.97, published { plain = 0.96 } }`; may have a name.
    ///
    /// @param published the groups of that name, of plain settings; more than one is an error that elaboration finds
    record Study(Optional<Name> name, List<Entry.Setting> settings, List<Entry.Group> published, SourceSpan span)
            implements Section {
        public Study {
            settings = List.copyOf(settings);
            published = List.copyOf(published);
        }
    }
}
