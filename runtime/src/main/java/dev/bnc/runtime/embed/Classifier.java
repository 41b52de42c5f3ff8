package dev.bnc.runtime.embed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A net that says which of some classes an example belongs to. In an exported jar this class has the net's name.
///
/// ```java
/// Mnist net = Mnist.load();
/// Mnist.Prediction answer = net.classify(pixels);
/// System.out.println(answer.label() + " " + answer.probability());
/// ```
///
/// An example is [#inputSize()] floats in the order of [#inputShape()]: channel after channel, row after row. Pixels
/// are `byte / 255`, as in training, or bytes from 0 to 255 if the jar was exported for these; what normalization the net
/// was trained with is done here.
///
/// Any number of threads may use one net at once. A call allocates nothing but its result once each thread has made
/// some calls. Answers are the same bits whatever the number of threads, alone or in a batch.
public final class Classifier {
    private final EmbeddedNet net;
    private final List<String> labels;

    private Classifier(EmbeddedNet net) {
        this.net = net;
        this.labels = Labels.read();
    }

    /// One of the classes, and how likely it is.
    ///
    /// @param index number of the class, from 0
    /// @param label its name; its number if it has none
    /// @param probability between 0 and 1
    public record Prediction(int index, String label, double probability) {}

    /// The net, for calls that share their work among all processors where it is worth it.
    ///
    /// @throws IllegalStateException if the jar is damaged
    public static Classifier load() {
        return load(Runtime.getRuntime().availableProcessors());
    }

    /// The net.
    ///
    /// @param threads that share the work of a call, the caller included; 1 if each call is to stay on its thread
    /// @throws IllegalStateException if the jar is damaged
    public static Classifier load(int threads) {
        return new Classifier(EmbeddedNet.load(threads));
    }

    /// The likeliest class.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public Prediction classify(float[] example) {
        Call call = call(example);
        Prediction likeliest = likeliest(call, 0);
        call.end();
        return likeliest;
    }

    /// The likeliest class of each example.
    ///
    /// @throws IllegalArgumentException if one is of another size
    public List<Prediction> classify(float[][] examples) {
        var answers = new ArrayList<Prediction>(examples.length);
        for (int at = 0; at < examples.length; ) {
            int count = net.next(examples.length - at);
            Call call = net.call(examples, at, count);
            likeliest(call, count, answers);
            at += count;
        }
        return Collections.unmodifiableList(answers);
    }

    /// The likeliest class of each of `count` examples that lie behind each other.
    ///
    /// @throws IllegalArgumentException if they are not `count` times [#inputSize()] floats
    public List<Prediction> classify(float[] examples, int count) {
        net.check(examples.length, (long) count * inputSize());
        var answers = new ArrayList<Prediction>(count);
        for (int at = 0; at < count; ) {
            int together = net.next(count - at);
            Call call = net.call(examples, at * inputSize(), together);
            likeliest(call, together, answers);
            at += together;
        }
        return Collections.unmodifiableList(answers);
    }

    /// The `k` likeliest classes, or all if there are fewer; the likeliest first.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public List<Prediction> top(float[] example, int k) {
        Call call = call(example);
        float[] logits = call.values();
        int from = call.offset(0);
        int[] best = Softmax.top(logits, from, classes(), k);
        double sum = Softmax.sum(logits, from, classes());
        double largest = logits[from + Softmax.largest(logits, from, classes())];
        var answers = new ArrayList<Prediction>(best.length);
        for (int index : best) {
            answers.add(new Prediction(index, label(index), Math.exp(logits[from + index] - largest) / sum));
        }
        call.end();
        return Collections.unmodifiableList(answers);
    }

    /// How likely each class is. They sum to 1.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public float[] probabilities(float[] example) {
        float[] logits = outputs(example);
        double sum = Softmax.sum(logits, 0, logits.length);
        double largest = logits[Softmax.largest(logits, 0, logits.length)];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return logits;
    }

    /// What the net computes: one number a class, the larger the likelier.
    ///
    /// @throws IllegalArgumentException if the example is of another size
    public float[] outputs(float[] example) {
        var outputs = new float[classes()];
        outputs(example, 1, outputs);
        return outputs;
    }

    /// What the net computes for `count` examples that lie behind each other, written into an array of `count` times
    /// [#classes()] floats. Allocates nothing.
    ///
    /// @throws IllegalArgumentException if an array is of another size
    public void outputs(float[] examples, int count, float[] into) {
        net.compute(examples, count, into);
    }

    /// Names of the classes, in the order of their numbers.
    public List<String> labels() {
        return labels;
    }

    /// Number of classes.
    public int classes() {
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

    private Call call(float[] example) {
        net.check(example.length, inputSize());
        return net.call(example, 0, 1);
    }

    private void likeliest(Call call, int count, List<Prediction> answers) {
        for (int i = 0; i < count; i++) {
            answers.add(likeliest(call, i));
        }
        call.end();
    }

    private Prediction likeliest(Call call, int i) {
        float[] logits = call.values();
        int from = call.offset(i);
        int index = Softmax.largest(logits, from, classes());
        return new Prediction(index, label(index), 1 / Softmax.sum(logits, from, classes()));
    }

    private String label(int index) {
        return index < labels.size() ? labels.get(index) : Integer.toString(index);
    }
}
