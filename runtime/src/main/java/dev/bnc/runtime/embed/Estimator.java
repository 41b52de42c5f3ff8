package dev.bnc.runtime.embed;

import java.util.List;

/// A net that gives numbers for an example. In an exported jar this class has the net's name.
///
/// ```java
/// Housing net = Housing.load();
/// float[] answer = net.run(example);
/// ```
///
/// An example is [#inputSize()] floats in the order of [#inputShape()]: channel after channel, row after row. Pixels
/// are `byte / 255`, as in training, or bytes from 0 to 255 if the jar was exported for these; what normalization the net
/// was trained with is done here.
///
/// Any number of threads may use one net at once. A call allocates nothing but its result once each thread has made
/// some calls. Answers are the same bits whatever the number of threads, alone or in a batch.
public final class Estimator {
    private final EmbeddedNet net;
    private final List<String> labels;

    private Estimator(EmbeddedNet net) {
        this.net = net;
        this.labels = Labels.read();
    }

    /// The net, for calls that share their work among all processors where it is worth it.
    ///
    /// @throws IllegalStateException if the jar is damaged
    public static Estimator load() {
        return load(Runtime.getRuntime().availableProcessors());
    }

    /// The net.
    ///
    /// @param threads that share the work of a call, the caller included; 1 if each call is to stay on its thread
    /// @throws IllegalStateException if the jar is damaged
    public static Estimator load(int threads) {
        return new Estimator(EmbeddedNet.load(threads));
    }

    /// What the net says of an example. If it was trained to say whether each of some things is so, these are
    /// probabilities.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public float[] run(float[] example) {
        float[] values = outputs(example);
        return switch (net.description().meaning()) {
            case ONE_OF, NUMBERS -> values;
            case EACH_OF -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (1 / (1 + Math.exp(-values[i])));
                }
                yield values;
            }
        };
    }

    /// What the net computes, as it is.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public float[] outputs(float[] example) {
        var outputs = new float[outputSize()];
        outputs(example, 1, outputs);
        return outputs;
    }

    /// What the net computes for `count` examples that lie behind each other, written into an array of `count` times
    /// [#outputSize()] floats. Allocates nothing.
    ///
    /// @throws IllegalArgumentException if an array is of another size
    public void outputs(float[] examples, int count, float[] into) {
        net.compute(examples, count, into);
    }

    /// What the numbers are called, in their order; empty if nothing.
    public List<String> labels() {
        return labels;
    }

    /// Number of floats of an answer.
    public int outputSize() {
        return net.outputSize();
    }

    /// Sizes of one example, such as channels, height and width.
    public List<Integer> inputShape() {
        return net.description().inputShape();
    }

    /// Number of floats of one example.
    public int inputSize() {
        return net.inputSize();
    }

    /// How this process calculates: with vectors, and how wide; or scalar, and what to do about it.
    public String arithmetic() {
        return net.arithmetic();
    }
}
