package dev.bnc.compiler.jar;

import dev.bnc.compiler.emit.jvm.NamedPrograms;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// New names for classes that go into a jar: the facade gets the net's name, all else moves to a package of the jar's
/// own, so that jars of different versions of bnc can be used side by side.
///
/// @param facade internal name of the class that gets the net's name
/// @param output name of the net's output; a method of the facade that is called `outputs` gets it
record Relocation(String facade, String output, JarOptions options) {
    private static final String RUNTIME = "dev/bnc/runtime/";
    private static final String OUTPUTS = "outputs";
    private static final Pattern CLASS =
            Pattern.compile("(" + RUNTIME + "|" + NamedPrograms.folder() + ")([A-Za-z0-9_$/]+)");

    /// The new name of a class.
    String renamed(String name) {
        if (name.equals(facade) || name.startsWith(facade + "$")) {
            return options.internalName() + name.substring(facade.length());
        }
        return name.startsWith(RUNTIME)
                ? options.internalFolder() + name.substring(RUNTIME.length())
                : options.internalFolder() + "embed/emitted/"
                        + name.substring(NamedPrograms.folder().length());
    }

    /// A text of a class file, such as a class's name, a descriptor or a signature, with new names in it.
    ///
    /// @param owner internal name of the class
    /// @param found told the old name of each class
    String rewritten(String text, String owner, Consumer<String> found) {
        if (text.equals(OUTPUTS) && owner.equals(facade)) {
            return output;
        }
        // Else javac would warn of a class that is not in its own file.
        if (text.equals(facade.substring(facade.lastIndexOf('/') + 1) + ".java")) {
            return options.className() + ".java";
        }
        return CLASS.matcher(text).replaceAll(match -> {
            found.accept(match.group());
            return Matcher.quoteReplacement(renamed(match.group()));
        });
    }
}
