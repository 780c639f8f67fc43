package io.gatehouse.proofs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a timer route wrote, one line each time it fired: which version of it, how often that
 * version had fired, and when.
 */
record Ticks(List<Tick> all) {

  /** How the routes are to write the moment. */
  static final String MOMENT = "yyyyMMddHHmmssSSS";

  /** One line. */
  record Tick(int version, int count, LocalDateTime moment) {}

  static Ticks read(Path file) {
    DateTimeFormatter moments = DateTimeFormatter.ofPattern(MOMENT);
    try {
      List<Tick> ticks = new ArrayList<>();
      String text = Files.exists(file) ? Files.readString(file) : "";
      // the last line may be in the making
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        String[] words = line.split(" ", -1);
        ticks.add(
            new Tick(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                LocalDateTime.parse(words[2], moments)));
      }
      return new Ticks(List.copyOf(ticks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasVersion(int version) {
    return all.stream().anyMatch(tick -> tick.version() == version);
  }

  /** How many different versions fired. */
  long versions() {
    return all.stream().map(Tick::version).distinct().count();
  }

  /** How often an older version fired after a newer one had, or one lost count. */
  long outOfOrder() {
    long wrong = 0;
    for (int i = 1; i < all.size(); i++) {
      Tick before = all.get(i - 1);
      Tick tick = all.get(i);
      boolean next =
          tick.version() == before.version()
              ? tick.count() == before.count() + 1
              : tick.version() > before.version() && tick.count() == 1;
      wrong += next ? 0 : 1;
    }
    return wrong;
  }

  /** From each to the next, in milliseconds. */
  double[] intervals() {
    double[] intervals = new double[Math.max(0, all.size() - 1)];
    for (int i = 1; i < all.size(); i++) {
      intervals[i - 1] =
          Duration.between(all.get(i - 1).moment(), all.get(i).moment()).toNanos() / 1e6;
    }
    return intervals;
  }

  /** How many are shorter than this. */
  long intervalsUnder(double millis) {
    long under = 0;
    for (double interval : intervals()) {
      under += interval < millis ? 1 : 0;
    }
    return under;
  }
}
