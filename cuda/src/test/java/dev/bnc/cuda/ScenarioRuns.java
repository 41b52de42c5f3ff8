package dev.bnc.cuda;

import dev.bnc.cuda.driver.EmptyLibraries;
import dev.bnc.standin.Outcome;
import dev.bnc.standin.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs scenarios in JVMs of their own, which find a stand-in for CUDA, the real one, or an empty one.
record ScenarioRuns(StandIn standIn) {
    /// Setting of a scenario that has the libraries, too.
    static final String LIBRARIES = "STANDIN_LIBRARIES";

    /// With a stand-in that is built there.
    static ScenarioRuns in(Path folder) {
        StandIn standIn = StandIn.in(folder);
        standIn.addLibraries();
        try {
            // As bnc makes it where there is none.
            Files.write(folder.resolve("libcudart.so.13"), EmptyLibraries.runtime());
            for (String name : EmptyLibraries.BESIDE) {
                Files.write(standIn.libraries().resolve(name), EmptyLibraries.of(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ScenarioRuns(standIn);
    }

    /// With the stand-in.
    ///
    /// @param environment settings of the driver, as `fake_cuda.cpp` lists them
    Outcome scenario(Scenario scenario, Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        String libraries = environment.containsKey(LIBRARIES) ? ":" + standIn.libraries() : "";
        settings.put("LD_LIBRARY_PATH", standIn.folder() + libraries);
        // Only NVRTC is looked for elsewhere: cuBLAS and cuDNN want a real driver.
        String named = scenario == Scenario.COMPILES ? System.getProperty("bnc.cuda.libraries", "") : "";
        return standIn.java(
                settings,
                List.of(
                        "-Dbnc.cuda.nvcc=" + standIn.nvcc(),
                        "-Dbnc.cuda.libraries=" + named,
                        Scenario.class.getName(),
                        scenario.name()));
    }

    /// With this machine's own driver. Needs nothing built.
    Outcome withRealDriver(Scenario scenario) {
        return standIn.java(Map.of(), List.of(Scenario.class.getName(), scenario.name()));
    }

    /// Runs a main class, with its arguments, where the driver's library is there but empty.
    Outcome withEmptyDriver(List<String> main) {
        try {
            Path empty = Files.createDirectories(standIn.folder().resolve("empty"));
            Files.write(empty.resolve("libcuda.so.1"), EmptyLibraries.driver());
            return standIn.java(Map.of("LD_LIBRARY_PATH", empty.toString()), main);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
