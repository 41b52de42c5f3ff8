package dev.bnc.cli;

import java.util.Set;

/// The kinds of files that `bnc export --to` makes.
enum ExportTarget {
    /// A model for bnc.
    BNM("bnm"),
    /// A Java library.
    JAR("jar", "--package", "--class-name", "--batch"),
    /// Weights by name.
    SAFETENSORS("safetensors"),
    /// A net for other runtimes.
    ONNX("onnx", "--opset", "--verify", "--onnxruntime");

    private final String extension;
    private final Set<String> options;

    ExportTarget(String extension, String... options) {
        this.extension = extension;
        this.options = Set.of(options);
    }

    /// What names of such files end with, without the dot.
    String extension() {
        return extension;
    }

    /// The options that only this kind has.
    Set<String> options() {
        return options;
    }
}
