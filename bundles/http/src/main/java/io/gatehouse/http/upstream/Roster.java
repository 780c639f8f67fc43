package io.gatehouse.http.upstream;

import io.gatehouse.http.upstream.TargetHealth.Ejection;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The targets that requests are shared among, as of one moment. Immutable.
 *
 * <p>Those that are in, of the lowest priority that has one. A target that is out because requests
 * failed there stays among them where too many would be out. Where nobody is left everybody is
 * asked: a guess is better than a refusal.
 */
final class Roster {

  /** Shares are finer than weights, so that a target can start with less than one. */
  private static final int FULL_SHARE = 100;

  private static final double SMALLEST_START = 0.1;

  /** How often the share of a target that starts slowly is looked at, in parts of its start. */
  private static final int STEPS = 20;

  private final int[] members;
  private final int[] shares;
  private final long validUntil;
  private final boolean even;

  private Roster(int[] members, int[] shares, long validUntil) {
    this.members = members;
    this.shares = shares;
    this.validUntil = validUntil;
    this.even = Arrays.stream(shares).allMatch(share -> share == shares[0]);
  }

  /** The roster of this moment, a time of {@link System#nanoTime}. */
  static Roster of(List<Target> targets, HealthRules rules, long now) {
    @Nullable Ejection[] ejections = new Ejection[targets.size()];
    BitSet open = new BitSet();
    for (int i = 0; i < targets.size(); i++) {
      ejections[i] = targets.get(i).health().ejection();
      open.set(i, targets.get(i).weight() > 0);
    }
    BitSet out = outForFailing(ejections, open, rules);
    BitSet in = new BitSet();
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
      Ejection ejection = ejections[i];
      boolean unreachable = ejection != null && ejection.unreachable();
      in.set(i, !unreachable && !out.get(i) && targets.get(i).passesChecks());
    }
    int[] members = ofLowestPriority(targets, in.isEmpty() ? open : in);
    int[] shares = new int[members.length];
    long valid = HealthRules.LONGEST_NANOS;
    for (int i = 0; i < members.length; i++) {
      Target target = targets.get(members[i]);
      double start = target.health().start(now, rules.slowStartNanos());
      shares[i] =
          Math.max(1, (int) (target.weight() * FULL_SHARE * Math.max(start, SMALLEST_START)));
      if (start < 1) {
        valid = Math.min(valid, Math.max(1, rules.slowStartNanos() / STEPS));
      }
    }
    for (int i = 0; i < ejections.length; i++) {
      Ejection ejection = ejections[i];
      if (ejection != null && targets.get(i).takesTrials()) {
        valid = Math.min(valid, Math.max(0, ejection.trialAt() - now));
      }
    }
    return new Roster(members, shares, now + valid);
  }

  /** Those out for failing requests, less the last of them where they are too many. */
  private static BitSet outForFailing(
      @Nullable Ejection[] ejections, BitSet open, HealthRules rules) {
    int allowed = Math.max(1, open.cardinality() * rules.maxEjectedPercent() / 100);
    BitSet out = new BitSet();
    open.stream()
        .mapToObj(i -> ejections[i])
        .filter(Objects::nonNull)
        .filter(ejection -> !ejection.unreachable())
        .sorted(Comparator.comparingInt(Ejection::order))
        .limit(allowed)
        .forEach(ejection -> out.set(Arrays.asList(ejections).indexOf(ejection)));
    return out;
  }

  private static int[] ofLowestPriority(List<Target> targets, BitSet among) {
    int lowest = among.stream().map(i -> targets.get(i).priority()).min().orElse(0);
    return among.stream().filter(i -> targets.get(i).priority() == lowest).toArray();
  }

  /** What is left without those asked already; null where nobody is. */
  @Nullable Roster without(BitSet asked) {
    int[] left = IntStream.range(0, members.length).filter(at -> !asked.get(members[at])).toArray();
    return left.length == 0
        ? null
        : new Roster(
            Arrays.stream(left).map(at -> members[at]).toArray(),
            Arrays.stream(left).map(at -> shares[at]).toArray(),
            validUntil);
  }

  boolean valid(long now) {
    return now - validUntil < 0;
  }

  int size() {
    return members.length;
  }

  /** The index of a member among the targets of the group. */
  int member(int at) {
    return members[at];
  }

  /** The share of a member, compared with the others'; never 0. */
  int share(int at) {
    return shares[at];
  }

  /** Whether all have the same share. */
  boolean even() {
    return even;
  }
}
