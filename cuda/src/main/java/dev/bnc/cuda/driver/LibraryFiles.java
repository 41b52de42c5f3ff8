package dev.bnc.cuda.driver;

import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The files of a library that a preset is linked to, looked at before the preset loads: a missing function would end the
/// process.
///
/// @param title for messages: `cuDNN`
/// @param files names, in the order in which they are to be opened
/// @param versioned function that tells the version, of the first file that has it
/// @param oldest version that has all that is called, as that function counts
record LibraryFiles(String title, List<String> files, String versioned, int oldest, List<String> functions) {
    private static final String HELP =
            "install it, or say where it is: -Dbnc.cuda.libraries=FOLDER; or leave it out: --libraries none";

    /// Opens all of them.
    ///
    /// @return the version, as the library counts
    /// @throws DeviceException if a file or a function is missing, or the library is too old
    int open(Places places) {
        var opened = new ArrayList<SharedLibrary>();
        for (String file : files) {
            opened.add(SharedLibrary.open(file, places.libraries())
                    .orElseThrow(() -> new DeviceException(
                            Problem.NO_LIBRARY, title + " is not installed: " + file + " was not found", HELP)));
        }
        int version = opened.stream()
                .map(l -> l.number(versioned))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElseGet(OptionalInt::empty)
                .orElse(0);
        List<String> missing = functions.stream()
                .filter(f -> opened.stream().allMatch(l -> !l.missing(List.of(f)).isEmpty()))
                .toList();
        if (version < oldest || !missing.isEmpty()) {
            String without = missing.isEmpty() ? "" : "; it does not have " + String.join(", ", missing);
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    title + " " + text(version) + " (" + opened.getFirst().place() + ") is too old, " + text(oldest)
                            + " or newer is needed" + without,
                    "install a newer one, or leave it out: --libraries none");
        }
        return version;
    }

    /// `9.19.0` of 91900.
    static String text(int version) {
        return version / 10_000 + "." + version % 10_000 / 100 + "." + version % 100;
    }

    /// Loads the preset, which is linked to these files.
    ///
    /// @throws DeviceException if it does not load
    void load(Class<?> preset) {
        try {
            Class.forName(preset.getName());
        } catch (LinkageError | ClassNotFoundException e) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    "the preset of " + title + " does not load: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    HELP);
        }
    }
}
