package dev.bnc.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a time as people write it: `90s`, `10m`, `1h30m`, `500ms`.
final class TimeSpan implements ITypeConverter<Duration> {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");

    @Override
    public Duration convert(String text) {
        Matcher parts = PARTS.matcher(text);
        Duration time = parts.matches()
                ? Duration.ofHours(number(parts.group(1)))
                        .plusMinutes(number(parts.group(2)))
                        .plusSeconds(number(parts.group(3)))
                        .plusMillis(number(parts.group(4)))
                : Duration.ZERO;
        if (time.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time; write 90s, 10m or 1h30m");
        }
        return time;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
