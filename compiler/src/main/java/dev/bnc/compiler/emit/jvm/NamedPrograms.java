package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.PlanPrinter;
import dev.bnc.runtime.embed.NetDescription;
import dev.bnc.runtime.kernel.Kernels;
import dev.bnc.runtime.kernel.ScalarKernels;
import dev.bnc.runtime.kernel.VectorKernels;
import java.util.List;
import java.util.SortedMap;

/// Programs as ordinary classes, for a file that any JVM loads.
public final class NamedPrograms {
    private final NamedClasses classes = new NamedClasses();

    /// No programs yet.
    public NamedPrograms() {}

    /// A program among the classes.
    ///
    /// @param name internal name of its class
    public record ProgramClass(String name, VectorWidth width) {}

    /// The package of all classes, in internal form, with a slash at the end. Whoever writes them to a file gives them
    /// another one.
    public static String folder() {
        return EmittedClass.PACKAGE + "/";
    }

    /// Emits a program, and what it shares with others if that is not there yet. The constructor of its class takes the
    /// plan's [dev.bnc.runtime.program.ProgramInfo].
    public ProgramClass program(Plan plan, VectorWidth width) {
        Kernels kernels = width == VectorWidth.SCALAR ? new ScalarKernels() : new VectorKernels();
        classes.beginWidth(width);
        try {
            EmittedClass emitted = new ProgramEmitter(plan, width, kernels, classes).emit();
            return new ProgramClass(classes.add(emitted), width);
        } catch (RuntimeException e) {
            throw new IllegalStateException("no bytecode for%n%s".formatted(PlanPrinter.print(plan)), e);
        }
    }

    /// Emits a class `Parts` that knows them all, a [dev.bnc.runtime.embed.NetParts].
    ///
    /// @param programs for each batch size of the description, those for each width
    /// @return its internal name; what it does not lead to is not needed
    public String parts(NetDescription description, List<List<ProgramClass>> programs) {
        classes.beginWidth(VectorWidth.SCALAR);
        return classes.add(new PartsEmitter(classes, description, programs).emit());
    }

    /// All classes: internal names, and the class files.
    public SortedMap<String, byte[]> files() {
        return classes.files();
    }
}
