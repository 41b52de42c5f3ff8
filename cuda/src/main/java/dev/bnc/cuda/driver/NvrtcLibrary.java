package dev.bnc.cuda.driver;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/// CUDA's run-time compiler.
///
/// @param version of CUDA that it belongs to
public record NvrtcLibrary(CudaVersion version) {
    static final String NAME = "libnvrtc.so.13";

    private static final List<String> FUNCTIONS = List.of(
            "nvrtcCompileProgram",
            "nvrtcCreateProgram",
            "nvrtcDestroyProgram",
            "nvrtcGetCUBIN",
            "nvrtcGetCUBINSize",
            "nvrtcGetErrorString",
            "nvrtcGetProgramLog",
            "nvrtcGetProgramLogSize",
            "nvrtcVersion");

    /// What became of a source.
    ///
    /// @param code empty if there were errors
    /// @param log what the compiler said
    public record Compiled(Optional<byte[]> code, String log) {}

    /// The library, if there is one with all that is needed. Loads no preset.
    public static Optional<NvrtcLibrary> find(Places places) {
        return SharedLibrary.open(NAME, places.libraries())
                .filter(library -> library.missing(FUNCTIONS).isEmpty())
                .flatMap(library -> library.numbers("nvrtcVersion", 2))
                .map(version -> new NvrtcLibrary(new CudaVersion(version[0], version[1])))
                .map(library -> library.withBuiltins(places));
    }

    /// It opens a second library by its bare name, which the system's loader finds if it is open already.
    private NvrtcLibrary withBuiltins(Places places) {
        SharedLibrary.open("libnvrtc-builtins.so." + version, places.libraries());
        return this;
    }

    /// Compiles CUDA C. The driver must have been started.
    ///
    /// @throws DeviceException if the library does not load
    public Compiled compile(String name, String source, List<String> options) {
        try {
            return compiled(name, source, options);
        } catch (LinkageError e) {
            throw unfit("does not load: " + e.getMessage());
        }
    }

    private DeviceException unfit(String why) {
        return new DeviceException(
                Problem.NO_LIBRARY,
                "NVRTC " + version + " cannot be used: " + why.strip().replaceAll("\\s*\\n\\s*", " "),
                "install the CUDA toolkit 13, so that nvcc is on the PATH; or leave --device out to use the cpu");
    }

    private Compiled compiled(String name, String source, List<String> options) {
        var program = new _nvrtcProgram();
        try (var text = new BytePointer(source, StandardCharsets.UTF_8);
                var file = new BytePointer(name, StandardCharsets.UTF_8);
                var switches = new PointerPointer<BytePointer>(options.toArray(String[]::new))) {
            check(
                    nvrtc.nvrtcCreateProgram(
                            program, text, file, 0, (PointerPointer<?>) null, (PointerPointer<?>) null),
                    name);
            try {
                int code = nvrtc.nvrtcCompileProgram(program, options.size(), switches);
                String log = log(program, name);
                if (code == nvrtc.NVRTC_ERROR_BUILTIN_OPERATION_FAILURE) {
                    throw unfit(log);
                }
                if (code == nvrtc.NVRTC_ERROR_COMPILATION || code == nvrtc.NVRTC_ERROR_INVALID_OPTION) {
                    return new Compiled(Optional.empty(), log);
                }
                check(code, name);
                return new Compiled(Optional.of(cubin(program, name)), log);
            } finally {
                nvrtc.nvrtcDestroyProgram(program);
            }
        }
    }

    private static String log(_nvrtcProgram program, String name) {
        try (var size = new SizeTPointer(1)) {
            check(nvrtc.nvrtcGetProgramLogSize(program, size), name);
            byte[] log = new byte[Math.toIntExact(size.get())];
            check(nvrtc.nvrtcGetProgramLog(program, log), name);
            return new String(log, StandardCharsets.UTF_8).replace("\0", "").strip();
        }
    }

    private static byte[] cubin(_nvrtcProgram program, String name) {
        try (var size = new SizeTPointer(1)) {
            check(nvrtc.nvrtcGetCUBINSize(program, size), name);
            byte[] code = new byte[Math.toIntExact(size.get())];
            check(nvrtc.nvrtcGetCUBIN(program, code), name);
            return code;
        }
    }

    private static void check(int code, String name) {
        if (code != nvrtc.NVRTC_SUCCESS) {
            throw new IllegalStateException("compiling " + name + ": "
                    + nvrtc.nvrtcGetErrorString(code).getString() + " (" + code + ")");
        }
    }
}
