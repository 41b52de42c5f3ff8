package dev.bnc.runtime.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What an exported net's classes are called: a resource, one a line.
public final class Labels {
    /// Beside the net's classes.
    static final String RESOURCE = "labels.txt";

    private Labels() {}

    /// The names, in the order of the classes' numbers; empty if they have none.
    public static List<String> read() {
        try (InputStream in = Labels.class.getResourceAsStream(RESOURCE)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("the labels cannot be read", failure);
        }
    }
}
