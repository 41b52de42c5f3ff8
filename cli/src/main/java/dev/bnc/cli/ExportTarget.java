package dev.bnc.cli;

import java.nio.file.Path;
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
    ONNX("onnx", "--opset", "--verify", "--onnxruntime"),
    /// What a GPU is to do, with kernels and weights; a folder, or a zip file if the name says so.
    CUDA("zip", "--batch", "--precision", "--libraries", "--nvcc");

    private final String extension;
    private final Set<String> options;

    ExportTarget(String extension, String... options) {
        this.extension = extension;
        this.options = Set.of(options);
    }

    /// Whether `--to cuda` makes a folder of that name.
    static boolean isFolder(Path name) {
        return !name.toString().endsWith("." + CUDA.extension);
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
