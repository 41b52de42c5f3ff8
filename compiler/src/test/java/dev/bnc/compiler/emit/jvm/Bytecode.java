package dev.bnc.compiler.emit.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/// What tests look at in a class file.
final class Bytecode {
    private Bytecode() {}

    /// Runs ASM's checker over the class.
    static void verify(EmittedClass emitted) {
        StringWriter complaints = new StringWriter();
        ClassLoader loader = Bytecode.class.getClassLoader();
        CheckClassAdapter.verify(new ClassReader(emitted.bytes()), loader, false, new PrintWriter(complaints));
        assertThat(complaints.toString()).isEmpty();
    }

    /// The class as text; instructions that fill, one after another, as one line.
    static String dump(EmittedClass emitted) {
        StringWriter text = new StringWriter();
        new ClassReader(emitted.bytes())
                .accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), ClassReader.SKIP_FRAMES);
        return text.toString().replaceAll("( +NOP\\n)+", "    NOP ...\n");
    }

    /// Whether any class or method it names belongs to the Vector API.
    static boolean namesVectors(EmittedClass emitted) {
        return dump(emitted).contains("jdk/incubator/vector");
    }
}
