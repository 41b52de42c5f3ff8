package dev.bnc.cuda.compile;

import dev.bnc.cuda.driver.NvrtcLibrary;
import java.util.ArrayList;
import java.util.List;

/// CUDA's run-time compiler, in this process: a tenth of a second for a source.
public record Nvrtc(NvrtcLibrary library) implements KernelCompiler {
    @Override
    public String identity() {
        return "NVRTC " + library.version();
    }

    @Override
    public byte[] compile(KernelSource source) {
        List<String> options = new ArrayList<>(source.options());
        options.add("--gpu-architecture=" + source.architecture());
        NvrtcLibrary.Compiled compiled = library.compile(source.name() + ".cu", source.text(), options);
        return compiled.code()
                .orElseThrow(() -> new IllegalStateException("%s refuses %s with %s:%n%s%n%s"
                        .formatted(identity(), source.name(), options, compiled.log(), source.text())));
    }
}
