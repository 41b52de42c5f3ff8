package dev.bnc.cuda.compile;

import dev.bnc.cuda.driver.Places;
import dev.bnc.runtime.program.DeviceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where compiled kernels come from. May be asked by several threads.
@FunctionalInterface
public interface KernelImages {
    /// The code of `source`.
    ///
    /// @throws DeviceException if it has to be compiled and there is no compiler
    byte[] of(KernelSource source);

    /// From this user's cache, else from the machine's compiler, which is looked for when the first kernel is asked for: plans that
    /// were shipped compiled need none.
    static KernelImages of(Places places) {
        return new KernelImages() {
            private @Nullable KernelCode found;

            @Override
            public byte[] of(KernelSource source) {
                return code().of(source);
            }

            private synchronized KernelCode code() {
                KernelCode known = found;
                if (known == null) {
                    known = KernelCode.in(places, Compilers.get(places));
                    found = known;
                }
                return known;
            }
        };
    }

    /// From a plan's own images, by the name of the module; these otherwise.
    default KernelImages behind(Map<String, byte[]> shipped) {
        return source -> {
            byte[] own = shipped.get(source.name());
            return own == null ? of(source) : own;
        };
    }
}
