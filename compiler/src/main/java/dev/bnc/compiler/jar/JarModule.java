package dev.bnc.compiler.jar;

import java.nio.charset.StandardCharsets;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/// What tells a JVM about a jar: the manifest, and the descriptor of its module.
final class JarModule {
    /// How a manifest's lines go on.
    private static final String BREAK = "\r\n";

    private JarModule() {}

    /// A module that exports the net's package. It requires the Vector API outright, so that a JVM that resolves the
    /// module resolves that too, without any option; on the class path the descriptor is not read. Pictures are read
    /// only by the main class, so a program without `java.desktop` can use the net.
    static byte[] descriptor(JarOptions options) {
        var writer = new ClassWriter(0);
        writer.visit(Opcodes.V25, Opcodes.ACC_MODULE, "module-info", null, null, null);
        ModuleVisitor module = writer.visitModule(options.packageName(), 0, null);
        module.visitMainClass(mainClass(options));
        module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
        module.visitRequire("jdk.incubator.vector", 0, null);
        module.visitRequire("java.desktop", Opcodes.ACC_STATIC_PHASE, null);
        module.visitExport(options.packageName().replace('.', '/'), 0);
        module.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /// The manifest. It cannot ask for modules.
    static byte[] manifest(JarOptions options) {
        String text = "Manifest-Version: 1.0" + BREAK
                + line("Created-By: " + options.madeBy())
                + line("Main-Class: " + mainClass(options).replace('/', '.'))
                + BREAK;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mainClass(JarOptions options) {
        return options.internalFolder() + "embed/Main";
    }

    /// A line, broken so that no part is longer than 72 bytes.
    private static String line(String text) {
        var lines = new StringBuilder();
        String rest = text;
        while (rest.length() > 70) {
            lines.append(rest, 0, 70).append(BREAK);
            rest = " " + rest.substring(70);
        }
        return lines.append(rest).append(BREAK).toString();
    }
}
