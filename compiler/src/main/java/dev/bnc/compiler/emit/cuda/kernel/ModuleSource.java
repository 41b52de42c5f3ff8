package dev.bnc.compiler.emit.cuda.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The text of a module: the libraries its kernels need, then the kernels, each behind the functions it calls.
public final class ModuleSource {
    /// Stands before each kernel.
    private static final String KERNEL = "\n// kernel\n";

    private ModuleSource() {}

    /// One kernel with the libraries it needs, [Library#BASE] always.
    ///
    /// @param texts functions, then the kernel that calls them
    static String of(List<Library> needed, List<String> texts) {
        var libraries = EnumSet.of(Library.BASE);
        libraries.addAll(needed);
        return texts(libraries) + KERNEL + String.join(KERNEL, texts);
    }

    /// One module that has the kernels of many, each once. Compiles in a fraction of the time that each alone takes.
    ///
    /// @param sources of kernels that [CudaKernels] made, or of modules made here
    public static String joined(Collection<String> sources) {
        var parts = new LinkedHashSet<String>();
        for (String source : sources) {
            List<String> cut = List.of(source.split(KERNEL, -1));
            if (cut.size() < 2) {
                throw new IllegalArgumentException("no kernel of ours: " + source);
            }
            parts.addAll(cut.subList(1, cut.size()));
        }
        return texts(EnumSet.allOf(Library.class)) + KERNEL + String.join(KERNEL, parts);
    }

    private static String texts(Set<Library> libraries) {
        List<String> parts = new ArrayList<>();
        libraries.forEach(l -> parts.add(l.text()));
        return String.join("\n", parts);
    }
}
