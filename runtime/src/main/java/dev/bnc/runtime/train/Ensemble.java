package dev.bnc.runtime.train;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.data.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Several classifiers asked together: the mean of their class probabilities (Ioffe & Szegedy 2015, section 4.2.3).
///
/// ```java
/// var result = new Ensemble(List.of(new Ensemble.Member(predictor, "logits"))).measure(data, Crops.MIDDLE, 100);
/// ```
public final class Ensemble {
    private static final int FEW = 5;

    /// The smallest probability whose logarithm counts: a class that all members rule out costs this much, not infinity.
    private static final double LEAST = Double.MIN_NORMAL;

    private final List<Member> members;

    /// One of the nets.
    ///
    /// @param prediction its output of logits, as many as there are classes
    public record Member(Predictor net, String prediction) {}

    /// How good each member is, in their order, and all together.
    public record Result(List<Ranking> members, Ranking together) {
        public Result {
            members = List.copyOf(members);
        }
    }

    /// Of one member at least.
    public Ensemble(List<Member> members) {
        this.members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no nets");
        }
    }

    /// Mean probabilities of the classes, for each example.
    public List<double[]> probabilities(List<float[]> examples) {
        return means(members.stream().map(m -> probabilities(m, examples)).toList());
    }

    /// Goes through all examples, some at a time, each seen in every one of `crops`.
    ///
    /// @param some how many examples are held in memory at once
    /// @throws DataException if the data tells other classes apart than the nets
    public Result measure(Dataset data, Crops crops, int some) {
        var tallies = new ArrayList<Tally>(Collections.nCopies(members.size(), Tally.NONE));
        Tally together = Tally.NONE;
        for (int start = 0; start < data.size(); start += some) {
            int count = Math.min(some, data.size() - start);
            List<List<double[]>> answers = answers(data, crops, start, count);
            checkClasses(answers.getFirst().getFirst().length, data);
            int[] labels = labels(data, start, count);
            for (int m = 0; m < answers.size(); m++) {
                tallies.set(m, tallies.get(m).with(answers.get(m), labels));
            }
            together = together.with(means(answers), labels);
        }
        return new Result(tallies.stream().map(Tally::ranking).toList(), together.ranking());
    }

    private static void checkClasses(int classes, Dataset data) {
        if (data.classes().orElse(0) != classes) {
            throw new DataException("the nets tell %d classes apart, but the data has %d"
                    .formatted(classes, data.classes().orElse(0)));
        }
    }

    /// What each member says of each of `count` examples, on average over the windows.
    private List<List<double[]>> answers(Dataset data, Crops crops, int start, int count) {
        var said = new ArrayList<List<List<double[]>>>();
        members.forEach(_ -> said.add(new ArrayList<>()));
        for (Crops.View view : crops.views()) {
            List<float[]> examples = examples(data, view, start, count);
            for (int m = 0; m < members.size(); m++) {
                said.get(m).add(probabilities(members.get(m), examples));
            }
        }
        return said.stream().map(Ensemble::means).toList();
    }

    private static List<float[]> examples(Dataset data, Crops.View view, int start, int count) {
        var examples = new ArrayList<float[]>();
        for (int i = start; i < start + count; i++) {
            var example = new float[data.inputSize()];
            data.readInput(i, view.place(), example, 0);
            switch (view.side()) {
                case AS_IS -> {}
                case MIRRORED -> Augmentation.mirror(example, 0, example.length, data.inputShape().getLast());
            }
            examples.add(example);
        }
        return examples;
    }

    private static int[] labels(Dataset data, int start, int count) {
        var label = new float[1];
        var labels = new int[count];
        for (int i = 0; i < count; i++) {
            data.readTarget(start + i, label, 0);
            labels[i] = (int) label[0];
        }
        return labels;
    }

    private static List<double[]> probabilities(Member member, List<float[]> examples) {
        return member.net().run(examples, member.prediction()).stream()
                .map(logits -> Probabilities.softmax(logits, 0, logits.length))
                .toList();
    }

    /// Of each example the mean of what was said of it, in the order of the sayers.
    private static List<double[]> means(List<List<double[]>> said) {
        var means = new ArrayList<double[]>();
        for (int example = 0; example < said.getFirst().size(); example++) {
            var mean = new double[said.getFirst().get(example).length];
            for (List<double[]> one : said) {
                for (int c = 0; c < mean.length; c++) {
                    mean[c] += one.get(example)[c] / said.size();
                }
            }
            means.add(mean);
        }
        return means;
    }

    /// Sums over the examples seen so far.
    private record Tally(int examples, double loss, int first, int amongFew) {
        static final Tally NONE = new Tally(0, 0, 0, 0);

        Tally with(List<double[]> answers, int[] labels) {
            double more = loss;
            int right = first;
            int near = amongFew;
            for (int i = 0; i < labels.length; i++) {
                more -= StrictMath.log(Math.max(answers.get(i)[labels[i]], LEAST));
                int rank = Probabilities.rank(answers.get(i), labels[i]);
                right += rank == 0 ? 1 : 0;
                near += rank < FEW ? 1 : 0;
            }
            return new Tally(examples + labels.length, more, right, near);
        }

        Ranking ranking() {
            return new Ranking(examples, loss / examples, (double) first / examples, (double) amongFew / examples);
        }
    }
}
