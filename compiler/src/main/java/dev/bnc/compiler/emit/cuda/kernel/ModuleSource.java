package dev.bnc.compiler.emit.cuda.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;

/// The text of a module: the libraries its kernels need, then the kernels, each once.
public final class ModuleSource {
    private ModuleSource() {}

    /// CUDA C++ that NVRTC or `nvcc -cubin` compiles as it is.
    public static String of(Collection<Kernel> kernels) {
        var libraries = EnumSet.of(Library.BASE);
        kernels.forEach(k -> libraries.addAll(k.libraries()));
        List<String> parts = new ArrayList<>();
        libraries.forEach(l -> parts.add(l.text()));
        new LinkedHashSet<>(kernels).forEach(k -> parts.add(k.text()));
        return String.join("\n", parts);
    }
}
