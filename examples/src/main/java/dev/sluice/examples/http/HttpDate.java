package dev.sluice.examples.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as RFC 9110 writes them, section 5.6.7, and as old clients still do. */
final class HttpDate {
  private static final DateTimeFormatter FIXED = pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'");

  private static final List<DateTimeFormatter> READ =
      List.of(
          FIXED,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          pattern("EEE MMM ppd HH:mm:ss yyyy"));

  private static volatile Second current = new Second(Instant.EPOCH, "");

  private HttpDate() {}

  /** A second and its text, which all answers of that second share. */
  private record Second(Instant instant, String text) {}

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  static String now() {
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Second known = current;
    if (!known.instant.equals(second)) {
      known = new Second(second, format(second));
      current = known;
    }
    return known.text;
  }

  static String format(Instant instant) {
    return FIXED.format(instant);
  }

  /** Returns the instant, or {@code null} if this is no date. */
  static @Nullable Instant parse(String text) {
    for (DateTimeFormatter format : READ) {
      Instant instant = parse(text, format);
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  private static @Nullable Instant parse(String text, DateTimeFormatter format) {
    try {
      return format.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      return null; // perhaps in another format
    }
  }
}
