package dev.bnc.compiler.jar;

import java.lang.module.ModuleDescriptor;
import java.util.Locale;
import java.util.OptionalInt;

/// What an exported jar's class is called, and what it is made for.
///
/// @param packageName of the class; also the name of the jar's module
/// @param className simple name of the class
/// @param madeBy what exports it, with its version
/// @param batch the most examples to run at once; chosen by the memory that takes if absent
public record JarOptions(String packageName, String className, String madeBy, OptionalInt batch) {
    /// Checks the names.
    ///
    /// @throws IllegalArgumentException if one is not a Java name
    public JarOptions {
        requireName(packageName, "package");
        if (className.contains(".")) {
            throw new IllegalArgumentException("`" + className + "` is not the name of a Java class");
        }
        requireName(className, "class");
        if (batch.isPresent() && batch.getAsInt() < 1) {
            throw new IllegalArgumentException("a batch of " + batch.getAsInt() + " examples");
        }
    }

    /// A class and a package with the net's name: `lenet.Lenet`, `bn_inception.BnInception`.
    public static JarOptions of(String net, String madeBy) {
        return new JarOptions(packageOf(net), classOf(net), madeBy, OptionalInt.empty());
    }

    /// The package for a net of that name.
    public static String packageOf(String net) {
        String name = net.toLowerCase(Locale.ROOT);
        try {
            requireName(name, "package");
            return name;
        } catch (IllegalArgumentException _) {
            return name + "_net";
        }
    }

    /// The class for a net of that name: its words, each with a capital letter.
    public static String classOf(String net) {
        var name = new StringBuilder();
        for (String word : net.split("_+", -1)) {
            if (!word.isEmpty()) {
                name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return name.toString();
    }

    // A module's name has the rules of a package's, keywords included.
    private static void requireName(String name, String what) {
        try {
            ModuleDescriptor.newModule(name);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("`%s` is not the name of a Java %s".formatted(name, what), wrong);
        }
    }

    /// The class with its package.
    public String qualifiedName() {
        return packageName + "." + className;
    }

    /// Internal name of the class.
    String internalName() {
        return packageName.replace('.', '/') + "/" + className;
    }

    /// Folder for everything that is not for callers, with a slash at the end. Two jars have two of them.
    String internalFolder() {
        return packageName.replace('.', '/') + "/" + className.toLowerCase(Locale.ROOT) + "/internal/";
    }
}
