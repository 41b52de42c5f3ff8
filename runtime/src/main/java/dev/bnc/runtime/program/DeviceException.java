package dev.bnc.runtime.program;

/// A device beside the CPU that cannot be used, or not for this program. The message is for the user: what was found, what
/// was expected, and a way out.
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What is in the way.
    public enum Problem {
        /// There is no driver, or no device that it knows.
        NO_DEVICE,
        /// The driver cannot do what is asked of it.
        DRIVER_TOO_OLD,
        /// A library that is needed beside the driver is not there, or does not load.
        NO_LIBRARY,
        /// The device cannot run the program: another architecture, too little of something but memory.
        UNFIT,
        /// The device's memory does not hold the program.
        OUT_OF_MEMORY,
        /// The driver gave up, for a reason that is neither the net's nor bnc's.
        FAILED
    }

    private final Problem problem;

    /// @param found what was found, and what was expected
    /// @param help a way out
    public DeviceException(Problem problem, String found, String help) {
        super(found + "\n  = help: " + help);
        this.problem = problem;
    }

    /// What is in the way.
    public Problem problem() {
        return problem;
    }
}
