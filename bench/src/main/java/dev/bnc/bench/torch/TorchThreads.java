package dev.bnc.bench.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.pytorch.global.torch;

/// How many threads libtorch uses: its own and those of OpenBLAS, which multiplies its matrices and is set apart.
public final class TorchThreads {
    private static final String OPENBLAS = "libopenblas.so.0";
    private static final TorchThreads THREADS = new TorchThreads();

    private final MethodHandle openBlas;

    @SuppressWarnings("restricted") // OpenBLAS is called without JavaCPP, whose classes for it leave this out
    private TorchThreads() {
        // loads libtorch, and OpenBLAS with it
        torch.get_num_threads();
        Linker linker = Linker.nativeLinker();
        openBlas = linker.downcallHandle(
                SymbolLookup.libraryLookup(OPENBLAS, Arena.global())
                        .find("openblas_set_num_threads")
                        .orElseThrow(() -> new IllegalStateException(OPENBLAS + " sets no threads")),
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }

    /// Sets it for this process.
    public static void use(int threads) {
        torch.set_num_threads(threads);
        try {
            THREADS.openBlas.invokeExact(threads);
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_set_num_threads failed", e);
        }
    }
}
