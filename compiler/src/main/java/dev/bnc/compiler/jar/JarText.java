package dev.bnc.compiler.jar;

import dev.bnc.runtime.embed.Classifier;
import dev.bnc.runtime.embed.NetDescription;
import dev.bnc.runtime.embed.NetDescription.Meaning;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// What an exported jar says in words.
final class JarText {
    private JarText() {}

    /// Name of the method for an output: the output's, if that is free.
    static String methodOf(String output) {
        Set<String> taken = Arrays.stream(Classifier.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        taken.add("run");
        boolean plain = output.matches("[a-z][A-Za-z0-9_]*") && !taken.contains(output);
        return plain && isName(output) ? output : "outputs";
    }

    private static boolean isName(String word) {
        try {
            java.lang.module.ModuleDescriptor.newModule(word);
            return true;
        } catch (IllegalArgumentException keyword) {
            return false;
        }
    }

    /// How to use the jar.
    static String readme(NetDescription net, JarOptions options) {
        String qualified = options.packageName() + "." + options.className();
        String name = options.className();
        String shape = net.inputShape().stream().map(String::valueOf).collect(Collectors.joining(" x "));
        String use = net.meaning() == Meaning.ONE_OF ? """
                        NAME net = NAME.load();
                        NAME.Prediction answer = net.classify(example);   // index, label, probability
                        List<NAME.Prediction> best = net.top(example, 5);
                        List<NAME.Prediction> all = net.classify(examples);   // float[][], or float[] and a count
                        float[] probabilities = net.probabilities(example);
                        float[] OUTPUT = net.OUTPUT(example);
                    """ : """
                        NAME net = NAME.load();
                        float[] answer = net.run(example);
                        float[] OUTPUT = net.OUTPUT(example);
                        net.OUTPUT(examples, count, answers);   // many at once, into an array
                    """;
        return """
                The net `NET` as a Java library, exported by MAKER. It needs Java 25 and nothing else.

                    import QUALIFIED;

                USE
                An example is SIZE floats: SHAPE, channel after channel, row after row; pixels PIXELS.
                Any number of threads may share one net. `net.arithmetic()` says how it calculates.

                Full speed needs the module jdk.incubator.vector. On the module path it comes by itself (this jar is
                the module MODULE); on the class path say

                    java --add-modules jdk.incubator.vector -cp THIS.jar:app.jar ...

                Without that it calculates one number at a time: the same answers but for rounding, many times slower.

                    java --add-modules jdk.incubator.vector -jar THIS.jar [--top K] PICTURE...

                prints what the net says of pictures.
                """.replace("USE\n", use.replaceAll("(?m)^ {4}(?= {4})", "").replace("NAME", name))
                .replace("PIXELS", net.white() == 1 ? "as byte / 255" : "from 0 to 255")
                .replace("OUTPUT", methodOf(net.output()))
                .replace("QUALIFIED", qualified)
                .replace("MODULE", options.packageName())
                .replace("MAKER", net.madeBy())
                .replace("SIZE", String.valueOf(net.inputShape().stream().reduce(1, Math::multiplyExact)))
                .replace("SHAPE", shape)
                .replace("NET", net.name());
    }
}
