package io.gatehouse.config.form;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.config.read.Shown;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as operators write them: {@code 512B 64KiB 10MiB 1GiB}. */
public final class Sizes {

  /** What the schema publishes. */
  public static final String PATTERN = "^[0-9]+(B|KiB|MiB|GiB)$";

  private static final Pattern EXACT = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB)");
  private static final Pattern BARE = Pattern.compile("[0-9]{1,15}");
  private static final Pattern LOOSE =
      Pattern.compile("\\+?([0-9]{1,9}(?:\\.[0-9]{1,6})?)[ _]*([a-zA-Z]+)");
  private static final long LARGEST = 1L << 50;

  private Sizes() {}

  /** Reads a text as a size. */
  public static Measure<ByteSize> read(String text) {
    Matcher exact = EXACT.matcher(text);
    if (!exact.matches()) {
      return Measure.refused(Shown.quoted(text) + " is no size", remedy(text.strip()));
    }
    long amount = Long.parseLong(exact.group(1));
    long unit = bytes(exact.group(2));
    if (amount > LARGEST / unit) {
      return Measure.refused(
          Shown.quoted(text) + " is too large", "Write at most " + (LARGEST >> 30) + "GiB");
    }
    return Measure.of(new ByteSize(amount * unit));
  }

  /** The size as an operator would write it. */
  public static String written(ByteSize size) {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      if (size.bytes() >= bytes(unit) && size.bytes() % bytes(unit) == 0) {
        return size.bytes() / bytes(unit) + unit;
      }
    }
    return size.bytes() + "B";
  }

  private static String remedy(String text) {
    if (BARE.matcher(text).matches()) {
      String whole = written(new ByteSize(Long.parseLong(text)));
      return "Write the unit: "
          + (whole.equals(text + "B")
              ? text + "B, " + text + "KiB or " + text + "MiB"
              : text + "B, which is " + whole);
    }
    Matcher loose = LOOSE.matcher(text);
    if (loose.matches()) {
      String unit = unit(loose.group(2));
      double bytes = unit.isEmpty() ? -1 : Double.parseDouble(loose.group(1)) * bytes(unit);
      if (bytes >= 0 && bytes <= LARGEST) {
        return "Write " + written(new ByteSize(Math.round(bytes)));
      }
    }
    return "Write a whole number with a unit: 512B, 64KiB, 10MiB, 1GiB";
  }

  /** The unit that another spelling means; empty where none does. */
  private static String unit(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "b", "byte", "bytes" -> "B";
      case "k", "kb", "kib", "ki", "kilobyte", "kilobytes" -> "KiB";
      case "m", "mb", "mib", "mi", "megabyte", "megabytes" -> "MiB";
      case "g", "gb", "gib", "gi", "gigabyte", "gigabytes" -> "GiB";
      default -> "";
    };
  }

  private static long bytes(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      default -> 1L << 30;
    };
  }
}
