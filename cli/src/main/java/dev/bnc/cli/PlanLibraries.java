package dev.bnc.cli;

import dev.bnc.compiler.emit.cuda.library.LibraryAdvisor;
import dev.bnc.compiler.emit.cuda.library.LibraryMode;

/// What plans that are written leave to libraries: nothing, or all that they can do; how, is found out where the plan runs.
final class PlanLibraries {
    private PlanLibraries() {}

    static LibraryAdvisor advisor(LibraryMode mode) {
        return switch (mode) {
            case NONE -> LibraryAdvisor.NONE;
            case AUTO, REQUIRED -> LibraryAdvisor.LATER;
        };
    }
}
