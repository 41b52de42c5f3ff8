package dev.bnc.runtime.kernel;

import java.lang.System.Logger.Level;

/// Chooses the kernels of this process, once: vector ones where `jdk.incubator.vector` can be read, scalar ones
/// else.
///
/// The system property `bnc.kernels` (`scalar` or `vector`) decides instead where it is set. The choice and its
/// reason are logged once: at `WARNING` where speed is lost, at `DEBUG` else.
public final class KernelProvider {
    /// The system property that decides, where it is set.
    public static final String PROPERTY = "bnc.kernels";
    private static final String REMEDY = "; start java with --add-modules jdk.incubator.vector";

    private KernelProvider() {}

    /// Which implementation runs.
    public enum Choice {
        /// Plain loops.
        SCALAR,
        /// Vector API.
        VECTOR
    }

    private static final class Chosen {
        static final Choice CHOICE = choose(System.getProperty(PROPERTY, ""), vectorsAreThere());
        static final Kernels KERNELS = kernels(CHOICE);
    }

    /// The kernels of this process.
    public static Kernels kernels() {
        return Chosen.KERNELS;
    }

    /// What was chosen, for code that is made to go with it.
    public static Choice choice() {
        return Chosen.CHOICE;
    }

    /// Why it was chosen, in a few words.
    public static String reason() {
        String property = System.getProperty(PROPERTY, "");
        if (!property.isEmpty()) {
            return "the system property " + PROPERTY + " says so";
        }
        return "module jdk.incubator.vector is " + (vectorsAreThere() ? "there" : "not there" + REMEDY);
    }

    /// The kernels of a choice.
    ///
    /// @throws IllegalStateException if the Vector API is chosen and cannot be read
    public static Kernels kernels(Choice choice) {
        return switch (choice) {
            case SCALAR -> new ScalarKernels();
            case VECTOR -> {
                if (!vectorsAreThere()) {
                    throw new IllegalStateException("module jdk.incubator.vector is not there" + REMEDY);
                }
                yield new VectorKernels();
            }
        };
    }

    static Choice choose(String property, boolean readable) {
        System.Logger logger = System.getLogger(KernelProvider.class.getName());
        return switch (property) {
            case "scalar" -> {
                logger.log(Level.DEBUG, "scalar kernels: " + reason());
                yield Choice.SCALAR;
            }
            case "vector" -> {
                logger.log(Level.DEBUG, "vector kernels: " + reason());
                yield Choice.VECTOR;
            }
            case "" -> byModule(logger, readable);
            default ->
                throw new IllegalArgumentException(
                        "system property " + PROPERTY + " is '" + property + "'; it can be scalar or vector");
        };
    }

    private static Choice byModule(System.Logger logger, boolean readable) {
        if (readable) {
            logger.log(Level.DEBUG, "vector kernels: " + reason());
            return Choice.VECTOR;
        }
        logger.log(Level.WARNING, "scalar kernels, many times slower: " + reason());
        return Choice.SCALAR;
    }

    /// Whether vector kernels could be chosen. Asked of the boot layer, since a class of an absent module must not even
    /// be named.
    public static boolean vectorsAreThere() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
