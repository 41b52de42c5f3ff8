package dev.bnc.compiler.syntax;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Did-you-mean: the candidates a misspelt word probably stands for.
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /// The candidates close to `word`, the closest first, at most three, none further than a third of the word's length
    /// (at least one letter, of words of one letter none). Upper and lower case count as equal letters.
    public static List<String> near(String word, Collection<String> candidates) {
        int limit = word.length() < 2 ? 0 : Math.max(1, (word.length() + 1) / 3);
        return candidates.stream()
                .distinct()
                .filter(candidate -> !candidate.equals(word))
                .filter(candidate -> distance(word, candidate) <= limit)
                .sorted(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /// How many letters must be put in, taken out, changed or swapped with their neighbour to turn `a` into `b`.
    public static int distance(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[to.length()];
    }
}
