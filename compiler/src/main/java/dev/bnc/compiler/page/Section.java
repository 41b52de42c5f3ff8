package dev.bnc.compiler.page;

import java.util.Set;

/// Layers that are drawn together.
///
/// @param title the block they are in, or the first and the last of them
record Section(String title, Set<String> layers) {
    Section {
        layers = Set.copyOf(layers);
    }
}
