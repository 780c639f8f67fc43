package io.gatehouse.proofs.attacks;

import java.util.List;

/**
 * Attacks with one aim.
 *
 * @param name kebab-case
 * @param attacks in the order in which they are run
 */
public record AttackFamily(String name, List<Attack> attacks) {

  public AttackFamily {
    attacks = List.copyOf(attacks);
  }

  /** All of them. */
  public static List<AttackFamily> all() {
    return List.of(
        HostAttacks.hostAccess(),
        HostAttacks.hostObjects(),
        RunawayAttacks.runaway(),
        RunawayAttacks.catchAndContinue(),
        TraceAttacks.pollution(),
        TraceAttacks.outcomes(),
        HostAttacks.egress(),
        HostAttacks.secrets(),
        SourceAttacks.sources(),
        TraceAttacks.sameAnswers());
  }

  /** The one of this name. */
  public static AttackFamily named(String name) {
    return all().stream().filter(family -> family.name().equals(name)).findFirst().orElseThrow();
  }
}
