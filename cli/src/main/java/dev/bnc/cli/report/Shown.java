package dev.bnc.cli.report;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Numbers as people read them; a dash where there is none.
final class Shown {
    static final String NONE = "\u2013";

    private Shown() {}

    /// `98.12 %`.
    static String percent(OptionalDouble share) {
        return share.isPresent() && Double.isFinite(share.getAsDouble())
                ? String.format(Locale.ROOT, "%.2f %%", 100 * share.getAsDouble())
                : NONE;
    }

    /// `97.5 %`: an accuracy as the user wrote it.
    static String threshold(double share) {
        double percent = Math.rint(100 * share * 1e6) / 1e6;
        String text = percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
        return text + " %";
    }

    /// `50,000`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String count(OptionalLong number) {
        return number.isPresent() ? count(number.getAsLong()) : NONE;
    }

    /// Four digits behind the point.
    static String loss(OptionalDouble loss) {
        return decimals(loss, 4);
    }

    static String decimals(OptionalDouble number, int digits) {
        return number.isPresent() && Double.isFinite(number.getAsDouble())
                ? String.format(Locale.ROOT, "%." + digits + "f", number.getAsDouble())
                : NONE;
    }

    /// `0.42 ms` or `1.30 s`.
    static String time(OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            return NONE;
        }
        double s = seconds.getAsDouble();
        if (s < 1) {
            return String.format(Locale.ROOT, s < 0.1 ? "%.2f ms" : "%.0f ms", 1000 * s);
        }
        return s < 120 ? String.format(Locale.ROOT, "%.1f s", s) : minutes(Math.round(s / 60));
    }

    private static String minutes(long minutes) {
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
