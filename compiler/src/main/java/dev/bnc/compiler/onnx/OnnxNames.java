package dev.bnc.compiler.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Gives out names, each once: the wanted one, or that with a number behind it.
final class OnnxNames {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /// A name that nobody has yet.
    String fresh(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "_" + next.merge(wanted, 1, Integer::sum);
        }
        return name;
    }
}
