package dev.bnc.compiler.emit.cuda.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.standin.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A module of kernels compiled for the CPU by g++ with the shim `cuda_cpu.h`, and launched as the driver would.
@SuppressWarnings("restricted") // native code is what this is about
final class CpuModule {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup library;
    private final MethodHandle launch;
    private final MethodHandle error;

    /// In which order blocks, and threads between barriers, run.
    enum Order {
        ASCENDING(1),
        DESCENDING(-1);

        private final int sign;

        Order(int sign) {
            this.sign = sign;
        }
    }

    private CpuModule(Path file) {
        library = SymbolLookup.libraryLookup(file, Arena.global());
        launch = LINKER.downcallHandle(
                library.findOrThrow("bnc_launch"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        error = LINKER.downcallHandle(library.findOrThrow("bnc_error"), FunctionDescriptor.of(ADDRESS));
    }

    /// Whether there is a compiler.
    static boolean possible() {
        return Tools.has("g++");
    }

    /// Compiles kernels, in parts that compile at the same time.
    static List<CpuModule> compile(Collection<String> sources, int parts, Path folder) {
        var texts = new ArrayList<List<String>>();
        for (int i = 0; i < parts; i++) {
            texts.add(new ArrayList<>());
        }
        int next = 0;
        for (String source : sources) {
            texts.get(next++ % parts).add(source);
        }
        var running = new ArrayList<Process>();
        var files = new ArrayList<Path>();
        try {
            Path shim = StandIn.shim(folder);
            for (List<String> part : texts) {
                Path text = folder.resolve("module" + files.size() + ".cu");
                Path file = folder.resolve("module" + files.size() + ".so");
                Files.writeString(text, ModuleSource.joined(part));
                running.add(start(shim, text, file));
                files.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running.forEach(Tools::await);
        return files.stream().map(CpuModule::new).toList();
    }

    private static Process start(Path shim, Path source, Path file) throws IOException {
        var command = new ArrayList<>(List.of("g++", "-O1", "-std=c++17", "-fPIC", "-shared", "-fvisibility=hidden"));
        command.addAll(List.of("-ffp-contract=off", "-Wall", "-Werror", "-Wno-unknown-pragmas", "-Wno-unused"));
        command.addAll(List.of("-include", shim.toString(), "-x", "c++", source.toString(), "-o", file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Whether the module has a kernel.
    boolean has(String entry) {
        return library.find(entry + "__cpu").isPresent();
    }

    /// Runs a launch.
    ///
    /// @param pointers one for each parameter
    void launch(String entry, Launch launched, List<MemorySegment> pointers, Order order) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(ADDRESS, pointers.size());
            for (int i = 0; i < pointers.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(ADDRESS, pointers.get(i)));
            }
            Dim3 grid = launched.grid();
            int threads = launched.block().x();
            MemorySegment kernel = library.findOrThrow(entry + "__cpu");
            int failed = (int)
                    launch.invokeExact(kernel, arguments, grid.x(), grid.y(), grid.z(), threads, order.sign);
            if (failed != 0) {
                throw new IllegalStateException(entry + ": " + message());
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private String message() throws Throwable {
        return ((MemorySegment) error.invokeExact()).reinterpret(256).getString(0);
    }
}
