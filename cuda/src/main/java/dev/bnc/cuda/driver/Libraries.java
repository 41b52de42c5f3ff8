package dev.bnc.cuda.driver;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// CUDA's libraries of finished kernels on this machine.
public final class Libraries {
    /// One of them.
    ///
    /// @param version the function that tells its version
    /// @param major what its first number is counted in: 10000 of 91900 for 9.19.0
    private record Known(String name, String file, String version, int major) {
        String found(Places places) {
            Optional<SharedLibrary> library = SharedLibrary.open(file, places.libraries());
            OptionalInt number = library.map(l -> l.number(version)).orElseGet(OptionalInt::empty);
            return name + " " + (number.isPresent() ? text(number.getAsInt()) : "not found");
        }

        private String text(int number) {
            return number / major + "." + number % major / 100 + "." + number % 100;
        }
    }

    // https://docs.nvidia.com/deeplearning/cudnn: 9.19.0 is 91900; cuBLAS 13.1.0 is 130100.
    private static final List<Known> KNOWN = List.of(
            new Known("cuBLASLt", "libcublasLt.so.13", "cublasLtGetVersion", 10_000),
            new Known("cuDNN", "libcudnn.so.9", "cudnnGetVersion", 10_000));

    private Libraries() {}

    /// In words: `cuBLASLt 13.1.0, cuDNN not found`.
    public static String description(Places places) {
        return KNOWN.stream().map(known -> known.found(places)).collect(Collectors.joining(", "));
    }
}
