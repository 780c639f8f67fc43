package io.gatehouse.policy.script.cases;

import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** The time that a case sets. */
public final class CaseClock {

  private CaseClock() {}

  /**
   * Milliseconds as of Date.now().
   *
   * @throws IllegalArgumentException naming the key of a case
   */
  public static long at(String written) {
    try {
      return OffsetDateTime.parse(written).toInstant().toEpochMilli();
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(
          "clock: " + written + " (expected: a time such as 2026-12-24T22:00:00Z)", notATime);
    }
  }
}
