package dev.bnc.cli;

import java.util.Locale;

/// Numbers with three digits that count, and a unit.
final class Units {
    private static final String[] TIMES = {"ns", "us", "ms", "s"};
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};

    private Units() {}

    /// `7.30 us`, `412 ms`.
    static String time(double seconds) {
        return scaled(1e9 * seconds, TIMES);
    }

    /// `404 kB`, `1.10 MB`.
    static String bytes(long count) {
        return count < 1000 ? count + " B" : scaled((double) count, BYTES);
    }

    private static String scaled(double amount, String[] units) {
        double shown = amount;
        int unit = 0;
        // 999.5 would be printed as 1000
        while (shown >= 999.5 && unit < units.length - 1) {
            shown /= 1000;
            unit++;
        }
        return digits(shown) + " " + units[unit];
    }

    /// `0.12`, `7.30`, `41.2`, `5,120`.
    static String digits(double number) {
        int decimals = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }
}
