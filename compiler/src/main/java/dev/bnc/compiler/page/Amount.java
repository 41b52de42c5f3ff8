package dev.bnc.compiler.page;

import java.util.Locale;

/// Numbers as people read them.
final class Amount {
    private static final String PREFIXES = " kMGTP";

    private Amount() {}

    /// `12 B`, `3.4 kB`, `56.7 MB`.
    static String of(long amount, String unit) {
        double shown = amount;
        int prefix = 0;
        while (shown >= 999.95) {
            shown /= 1000;
            prefix++;
        }
        return prefix == 0
                ? (amount + " " + unit).strip()
                : String.format(Locale.ROOT, "%.1f %c%s", shown, PREFIXES.charAt(prefix), unit);
    }

    /// Two amounts in the prefix of the larger one: `4.13 → 4.11 GFLOP`, `69 → 0`.
    static String change(long from, long to, String unit) {
        int prefix = 0;
        double scale = 1;
        while (Math.max(from, to) >= (prefix == 0 ? 10_000 : 1000 * scale)) {
            scale *= 1000;
            prefix++;
        }
        String format = prefix == 0 ? "%,.0f" : "%.2f";
        String shown = String.format(Locale.ROOT, format + " → " + format, from / scale, to / scale);
        return (shown + " " + String.valueOf(PREFIXES.charAt(prefix)).strip() + unit).strip();
    }

    /// `1,234,567`.
    static String grouped(long amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }
}
