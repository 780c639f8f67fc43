package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition.Health;
import io.gatehouse.api.definition.UpstreamDefinition.Passive;
import java.time.Duration;
import java.util.BitSet;

/**
 * When targets of an upstream are left out, ready for comparison.
 *
 * @param failures in a row that put a target out; 0 for never
 * @param bad the statuses that are failures
 * @param checked whether targets are asked how they are, besides
 */
record HealthRules(
    int failures,
    BitSet bad,
    long ejectNanos,
    long maxEjectNanos,
    int maxEjectedPercent,
    boolean checked,
    long slowStartNanos) {

  /** Nothing that is computed from moments is looked ahead of for longer. */
  static final long LONGEST_NANOS = Duration.ofDays(1).toNanos();

  /**
   * The rules of an upstream.
   *
   * @param alone whether it has one target only, which there is no sense in leaving out
   */
  static HealthRules of(Health health, boolean alone) {
    Passive passive = health.passive();
    BitSet bad = new BitSet();
    passive.statuses().forEach(bad::set);
    return new HealthRules(
        alone ? 0 : passive.failures(),
        bad,
        passive.eject().toNanos(),
        Math.max(passive.eject().toNanos(), passive.maxEject().toNanos()),
        passive.maxEjectedPercent(),
        health.check().isPresent(),
        health.slowStart().toNanos());
  }

  /** Whether targets are left out at all. */
  boolean ejects() {
    return failures > 0;
  }

  /** For how long a target is out that went out so many times, this one included. */
  long ejectNanos(int times) {
    long nanos = ejectNanos;
    for (int i = 1; i < times && nanos < maxEjectNanos; i++) {
      nanos *= 2;
    }
    return Math.min(nanos, maxEjectNanos);
  }
}
