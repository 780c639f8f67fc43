package io.gatehouse.config.form;

import io.gatehouse.config.read.Shown;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 250ms 10s 5m 1h 7d}. */
public final class Durations {

  /** What the schema publishes. */
  public static final String PATTERN = "^[0-9]+(ms|s|m|h|d)$";

  private static final String EXAMPLES = "Write a whole number with a unit: 250ms, 10s, 5m, 1h, 7d";
  private static final long MOST_MILLIS = Duration.ofDays(3650).toMillis();

  private static final Pattern EXACT = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
  private static final Pattern BARE = Pattern.compile("[0-9]{1,12}");
  private static final Pattern LOOSE =
      Pattern.compile("\\+?([0-9]{1,9}(?:\\.[0-9]{1,6})?)[ _]*([a-zA-Z\u00b5]+)\\.?");
  private static final Pattern COMPOUND = Pattern.compile("(?:[0-9]{1,6}(?:ms|s|m|h|d) ?){2,}");
  private static final Pattern ISO = Pattern.compile("[pP].*[0-9].*");
  private static final Pattern PART = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

  private Durations() {}

  /** Reads a text as a duration. */
  public static Measure<Duration> read(String text) {
    Matcher exact = EXACT.matcher(text);
    if (!exact.matches()) {
      return Measure.refused(Shown.quoted(text) + " is no duration", remedy(text.strip()));
    }
    long amount = Long.parseLong(exact.group(1));
    long unit = millis(exact.group(2));
    if (amount > MOST_MILLIS / unit) {
      return Measure.refused(Shown.quoted(text) + " is too long", "Write at most 3650d");
    }
    return Measure.of(Duration.ofMillis(amount * unit));
  }

  /** The duration as an operator would write it. */
  public static String written(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis >= millis(unit) && millis % millis(unit) == 0) {
        return millis / millis(unit) + unit;
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }

  private static String remedy(String text) {
    if (BARE.matcher(text).matches()) {
      long number = Long.parseLong(text);
      return number >= 1000
          ? "Write the unit: " + number + "ms if these are milliseconds, " + number + "s if seconds"
          : "Write the unit: " + number + "s (or ms, m, h, d)";
    }
    if (COMPOUND.matcher(text).matches()) {
      long sum = 0;
      Matcher part = PART.matcher(text);
      while (part.find()) {
        sum += Long.parseLong(part.group(1)) * millis(part.group(2));
      }
      return "Write " + written(Duration.ofMillis(sum));
    }
    Matcher loose = LOOSE.matcher(text);
    if (loose.matches()) {
      String unit = unit(loose.group(2));
      double millis = unit.isEmpty() ? 0 : Double.parseDouble(loose.group(1)) * millis(unit);
      if (millis >= 1 && millis <= MOST_MILLIS) {
        return "Write " + written(Duration.ofMillis(Math.round(millis)));
      }
    }
    if (ISO.matcher(text).matches()) {
      try {
        Duration iso = Duration.parse(text);
        if (!iso.isNegative()) {
          return "Write " + written(iso);
        }
      } catch (java.time.format.DateTimeParseException | ArithmeticException notIso) {
        return EXAMPLES;
      }
    }
    return EXAMPLES;
  }

  /** The unit that a longer or foreign name means; empty where none does. */
  private static String unit(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "ms", "msec", "msecs", "millis", "millisecond", "milliseconds" -> "ms";
      case "s", "sec", "secs", "second", "seconds" -> "s";
      case "m", "min", "mins", "minute", "minutes" -> "m";
      case "h", "hr", "hrs", "hour", "hours" -> "h";
      case "d", "day", "days" -> "d";
      default -> "";
    };
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
