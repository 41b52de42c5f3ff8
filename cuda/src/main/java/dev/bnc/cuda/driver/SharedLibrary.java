package dev.bnc.cuda.driver;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// A shared library of the system, opened by name and never closed again. Asks what functions it has before anybody
/// calls them through the presets, which would end the process if one were missing.
///
/// @param place the name that opened it: a bare name if the system's loader found it, else a path
record SharedLibrary(String name, String place, SymbolLookup symbols) {
    private static final Arena FOREVER = Arena.global();

    /// Opens `name` where the system's loader looks, else in one of `folders`.
    static Optional<SharedLibrary> open(String name, List<Path> folders) {
        Stream<String> places = folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .map(Path::toString);
        return Stream.concat(Stream.of(name), places)
                .flatMap(place -> tryToOpen(name, place).stream())
                .findFirst();
    }

    @SuppressWarnings("restricted") // opening a library runs its code: that is what is asked for
    private static Optional<SharedLibrary> tryToOpen(String name, String place) {
        try {
            SymbolLookup symbols = place.contains("/")
                    ? SymbolLookup.libraryLookup(Path.of(place), FOREVER)
                    : SymbolLookup.libraryLookup(place, FOREVER);
            return Optional.of(new SharedLibrary(name, place, symbols));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Those of `functions` that the library does not have.
    List<String> missing(Collection<String> functions) {
        return functions.stream().filter(f -> symbols.find(f).isEmpty()).sorted().toList();
    }

    /// The number that a function of no arguments returns, if the library has it: `size_t cudnnGetVersion()`.
    OptionalInt number(String function) {
        return symbols.find(function)
                .map(f -> OptionalInt.of((int) (long) call(f, FunctionDescriptor.of(ValueLayout.JAVA_LONG))))
                .orElseGet(OptionalInt::empty);
    }

    /// The numbers that a function writes where its arguments point, if the library has it and it returns 0:
    /// `int cuDriverGetVersion(int*)`.
    Optional<int[]> numbers(String function, int count) {
        return symbols.find(function).flatMap(f -> numbers(f, count));
    }

    private static Optional<int[]> numbers(MemorySegment function, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment results = arena.allocate(ValueLayout.JAVA_INT, count);
            AddressLayout[] types =
                    Stream.generate(() -> ValueLayout.ADDRESS).limit(count).toArray(AddressLayout[]::new);
            Object[] arguments = new Object[count];
            for (int i = 0; i < count; i++) {
                arguments[i] = results.asSlice(4L * i, 4);
            }
            int code = (int) call(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, types), arguments);
            return code == 0 ? Optional.of(results.toArray(ValueLayout.JAVA_INT)) : Optional.empty();
        }
    }

    @SuppressWarnings("restricted") // signatures are those of the libraries' headers
    private static Object call(MemorySegment function, FunctionDescriptor type, Object... arguments) {
        try {
            return Linker.nativeLinker().downcallHandle(function, type).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a native function of type " + type, e);
        }
    }
}
