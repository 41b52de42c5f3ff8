package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Application;
import dev.bnc.compiler.syntax.SourceSpan;
import dev.bnc.compiler.syntax.Unit;
import java.util.List;
import java.util.stream.Collectors;

/// What an expression of a `.net` file stands for once names are resolved and sums are done.
sealed interface Datum {
    /// As shown to the user in a message.
    String text();

    /// What kind of thing this is, with its article: `a whole number`.
    String kind();

    /// `64`.
    record Whole(long value) implements Datum {
        @Override
        public String text() {
            return Long.toString(value);
        }

        @Override
        public String kind() {
            return "a whole number";
        }
    }

    /// `0.1`.
    record Real(double value) implements Datum {
        @Override
        public String text() {
            return Decimal.text(value);
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    /// `3x3`.
    record Size(List<Integer> sizes) implements Datum {
        @Override
        public String text() {
            return sizes.stream().map(Object::toString).collect(Collectors.joining("x"));
        }

        @Override
        public String kind() {
            return "a size";
        }
    }

    /// `"data/imagenet"`.
    record Text(String value) implements Datum {
        @Override
        public String text() {
            return '"' + value + '"';
        }

        @Override
        public String kind() {
            return "a text";
        }
    }

    /// A name that is not bound: `none`, `same`, `relu`, `bn.gamma`. Whoever reads it knows which words it takes.
    ///
    /// @param near constants of similar names, which may have been meant
    record Word(String value, List<String> near) implements Datum {
        public Word {
            near = List.copyOf(near);
        }

        @Override
        public String text() {
            return value;
        }

        @Override
        public String kind() {
            return "a word";
        }
    }

    /// `ema(keep = 0.9)`, `bn(eps = 1e-3)`; the arguments are evaluated where the call stands.
    record Call(Application application, Scope scope) implements Datum {
        @Override
        public String text() {
            return application.name().text() + "(...)";
        }

        @Override
        public String kind() {
            return "a call";
        }
    }

    /// `64>96`.
    record Pair(Datum in, Datum out) implements Datum {
        @Override
        public String text() {
            return in.text() + ">" + out.text();
        }

        @Override
        public String kind() {
            return "a pair";
        }
    }

    /// `[64, 128]`.
    ///
    /// @param spans where each item stands
    record Items(List<Datum> items, List<SourceSpan> spans) implements Datum {
        public Items {
            items = List.copyOf(items);
            spans = List.copyOf(spans);
        }

        @Override
        public String text() {
            return items.stream().map(Datum::text).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /// `50000 steps`.
    record Quantity(double amount, Unit unit) implements Datum {
        @Override
        public String text() {
            return Decimal.text(amount) + " " + unit.spellings().getFirst();
        }

        @Override
        public String kind() {
            return "a number of " + unit.spellings().getFirst();
        }
    }

    /// `60 epochs or 2 h`.
    record Alternatives(List<Datum> items) implements Datum {
        public Alternatives {
            items = List.copyOf(items);
        }

        @Override
        public String text() {
            return items.stream().map(Datum::text).collect(Collectors.joining(" or "));
        }

        @Override
        public String kind() {
            return "a choice";
        }
    }

    /// `4e-5 except [bn.gamma, bias]`.
    record Except(Datum value, Items exceptions) implements Datum {
        @Override
        public String text() {
            return value.text() + " except " + exceptions.text();
        }

        @Override
        public String kind() {
            return "a value with exceptions";
        }
    }
}
