package dev.bnc.cli;

import dev.bnc.compiler.artifact.Task;
import dev.bnc.runtime.train.Probabilities;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What a net says of one example.
sealed interface Answer {
    /// One of some classes.
    ///
    /// @param likeliest all classes, the likeliest first
    record OneOf(List<Likelihood> likeliest) implements Answer {
        public OneOf {
            likeliest = List.copyOf(likeliest);
        }
    }

    /// Each of some things is so or is not.
    record EachOf(List<Likelihood> things) implements Answer {
        public EachOf {
            things = List.copyOf(things);
        }
    }

    /// The numbers of an output as they are.
    record Numbers(String output, float[] values) implements Answer {}

    /// How likely something is, between 0 and 1.
    record Likelihood(String name, double probability) {}

    /// The answer that the task's prediction stands for.
    static Answer of(Task task, float[] prediction) {
        return switch (task.loss()) {
            case CROSS_ENTROPY ->
                oneOf(task, Probabilities.softmax(prediction, 0, prediction.length));
            case BINARY_CROSS_ENTROPY -> new EachOf(IntStream.range(0, prediction.length)
                    .mapToObj(i -> new Likelihood(name(task, i), 1 / (1 + Math.exp(-prediction[i]))))
                    .toList());
            case MEAN_SQUARED_ERROR -> new Numbers(task.prediction(), prediction);
        };
    }

    /// An output of a net of which no more is known.
    static Answer numbers(String output, float[] values) {
        return new Numbers(output, values);
    }

    /// The answer that probabilities of the task's classes stand for.
    static Answer oneOf(Task task, double[] probabilities) {
        return new OneOf(IntStream.range(0, probabilities.length)
                .mapToObj(i -> new Likelihood(name(task, i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Likelihood::probability).reversed())
                .toList());
    }

    private static String name(Task task, int index) {
        return index < task.classNames().size() ? task.classNames().get(index) : Integer.toString(index);
    }
}
