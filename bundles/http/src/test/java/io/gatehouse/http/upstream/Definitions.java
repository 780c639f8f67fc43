package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Balance;
import io.gatehouse.api.definition.UpstreamDefinition.Health;
import io.gatehouse.api.definition.UpstreamDefinition.Passive;
import io.gatehouse.api.definition.UpstreamDefinition.Strategy;
import io.gatehouse.api.definition.UpstreamDefinition.Target;
import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Definitions that differ from the usual one in what a test is about. */
final class Definitions {

  /** A target that nothing is expected to ask for again within a test. */
  static final Duration LONG = Duration.ofMinutes(10);

  private Definitions() {}

  static UpstreamDefinition of(URI... targets) {
    return of(UpstreamFixture.GENEROUS, targets);
  }

  static UpstreamDefinition of(Timeouts timeouts, URI... targets) {
    return new UpstreamDefinition("backend", Arrays.asList(targets), timeouts, Optional.empty());
  }

  static UpstreamDefinition of(List<Target> targets) {
    UpstreamDefinition usual = of();
    return new UpstreamDefinition(
        usual.name(), targets, usual.timeouts(), usual.tls(), usual.balance(), usual.health());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Strategy strategy) {
    return with(usual, new Balance(strategy, Optional.empty()));
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Balance balance) {
    return new UpstreamDefinition(
        usual.name(), usual.targets(), usual.timeouts(), usual.tls(), balance, usual.health());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Health health) {
    return new UpstreamDefinition(
        usual.name(), usual.targets(), usual.timeouts(), usual.tls(), usual.balance(), health);
  }

  /** A target is out after so many failures, for so long at first. */
  static Health passive(int failures, Duration eject) {
    return new Health(new Passive(failures, Set.of(500, 503), eject, LONG, 50), Duration.ZERO);
  }
}
