package dev.bnc.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What came out, in a sentence or two.
final class Headline {
    /// Runs up to which each is named.
    private static final int FEW = 6;

    private Headline() {}

    /// The sentences; none if no run has an accuracy.
    static List<String> of(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        if (comparison.accuracy().isPresent()) {
            String accuracy = Shown.threshold(comparison.accuracy().getAsDouble());
            List<RunData> reached = comparison.runs().stream()
                    .filter(run -> comparison.summary(run).reached().isPresent())
                    .sorted(Comparator.comparingLong(run -> steps(comparison, run)))
                    .toList();
            List<RunData> missed = comparison.runs().stream()
                    .filter(run -> comparison.summary(run).reached().isEmpty())
                    .filter(run -> !run.scores().isEmpty() || run.status().equals("diverged"))
                    .toList();
            if (reached.size() + missed.size() > FEW) {
                sentences.add(counted(comparison, reached, missed.size(), accuracy));
            } else {
                reached.stream()
                        .findFirst()
                        .ifPresent(first -> sentences.add(sentence(comparison, reached, first, accuracy)));
                missed.forEach(run -> sentences.add(missed(run, accuracy)));
            }
        }
        comparison.runs().stream()
                .filter(run -> comparison.summary(run).best().stream()
                        .anyMatch(s -> s.accuracy().isPresent()))
                .max(Comparator.comparingDouble(run -> best(comparison, run)))
                .ifPresent(run -> sentences.add(String.format(
                        Locale.ROOT,
                        "The best test accuracy is %.2f %%, of %s.",
                        100 * best(comparison, run),
                        run.label())));
        return sentences;
    }

    private static String sentence(Comparison comparison, List<RunData> reached, RunData first, String accuracy) {
        long least = steps(comparison, first);
        var text = new StringBuilder(
                "%s reaches %s test accuracy after %s steps".formatted(first.label(), accuracy, Shown.count(least)));
        for (RunData later : reached.subList(1, reached.size())) {
            long steps = steps(comparison, later);
            text.append(", ").append(later.label()).append(" after ").append(Shown.count(steps));
            text.append(String.format(Locale.ROOT, " (%.1f times as many)", (double) steps / least));
        }
        return text.append('.').toString();
    }

    /// The first one only, and how many others.
    private static String counted(Comparison comparison, List<RunData> reached, int missed, String accuracy) {
        if (reached.isEmpty()) {
            return "None of %d runs reaches %s test accuracy.".formatted(missed, accuracy);
        }
        return "%s is the first to reach %s test accuracy, after %s steps; %d others do, too, and %d do not."
                .formatted(
                        reached.getFirst().label(),
                        accuracy,
                        Shown.count(steps(comparison, reached.getFirst())),
                        reached.size() - 1,
                        missed);
    }

    private static String missed(RunData run, String accuracy) {
        return run.status().equals("diverged")
                ? "%s does not reach %s: its training diverged at step %s."
                        .formatted(run.label(), accuracy, Shown.count(run.steps()))
                : "%s does not reach %s in %s steps."
                        .formatted(
                                run.label(),
                                accuracy,
                                Shown.count(run.scores().getLast().step()));
    }

    private static long steps(Comparison comparison, RunData run) {
        return comparison.summary(run).reached().orElse(Long.MAX_VALUE);
    }

    private static double best(Comparison comparison, RunData run) {
        return comparison.summary(run).best().stream()
                .mapToDouble(s -> s.accuracy().orElse(0))
                .sum();
    }
}
