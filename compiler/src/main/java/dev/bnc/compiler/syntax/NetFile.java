package dev.bnc.compiler.syntax;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A whole `.net` file: an optional header `net mnist(width: int = 100)` and the items in the order they stand.
///
/// A file with syntax errors still has an AST of what could be read. `lostNames` are then the words inside the parts
/// that could not: a later stage does not complain that one of them is unknown or unused. Empty for a file without
/// errors.
public record NetFile(
        SourceFile source, Optional<Header> header, List<Item> items, Set<String> lostNames, SourceSpan span) {
    public NetFile {
        items = List.copyOf(items);
        lostNames = Set.copyOf(lostNames);
    }

    /// `net mnist(width: int = 100, norm: layer = bn)`.
    public record Header(Name name, List<Parameter> parameters, SourceSpan span) {
        public Header {
            parameters = List.copyOf(parameters);
        }
    }

    /// The items of one kind, in order: `file.items(Item.Block.class)`.
    public <T extends Item> List<T> items(Class<T> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
