package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Balance;
import io.gatehouse.api.definition.UpstreamDefinition.Budget;
import io.gatehouse.api.definition.UpstreamDefinition.Cause;
import io.gatehouse.api.definition.UpstreamDefinition.CircuitBreaker;
import io.gatehouse.api.definition.UpstreamDefinition.Health;
import io.gatehouse.api.definition.UpstreamDefinition.Limits;
import io.gatehouse.api.definition.UpstreamDefinition.Passive;
import io.gatehouse.api.definition.UpstreamDefinition.Retries;
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
    return with(of(), targets, Balance.usual(), Health.usual());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Strategy strategy) {
    return with(usual, new Balance(strategy, Optional.empty()));
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Balance balance) {
    return with(usual, usual.targets(), balance, usual.health());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Health health) {
    return with(usual, usual.targets(), usual.balance(), health);
  }

  private static UpstreamDefinition with(
      UpstreamDefinition usual, List<Target> targets, Balance balance, Health health) {
    return new UpstreamDefinition(
        usual.name(),
        targets,
        usual.timeouts(),
        usual.tls(),
        balance,
        health,
        usual.retries(),
        usual.circuitBreaker(),
        usual.limits());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Retries retries) {
    return with(usual, Optional.of(retries), usual.circuitBreaker(), usual.limits());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, CircuitBreaker breaker) {
    return with(usual, usual.retries(), Optional.of(breaker), usual.limits());
  }

  static UpstreamDefinition with(UpstreamDefinition usual, Limits limits) {
    return with(usual, usual.retries(), usual.circuitBreaker(), Optional.of(limits));
  }

  private static UpstreamDefinition with(
      UpstreamDefinition usual,
      Optional<Retries> retries,
      Optional<CircuitBreaker> breaker,
      Optional<Limits> limits) {
    return new UpstreamDefinition(
        usual.name(),
        usual.targets(),
        usual.timeouts(),
        usual.tls(),
        usual.balance(),
        usual.health(),
        retries,
        breaker,
        limits);
  }

  /** As many attempts for whatever goes wrong, and a budget that never ends. */
  static Retries retries(int attempts) {
    return retries(attempts, Optional.empty(), new Budget(100, 1000));
  }

  static Retries retries(int attempts, Optional<Duration> perTry, Budget budget) {
    return new Retries(
        attempts,
        Set.of(Cause.values()),
        Set.of(429, 503),
        Set.of("GET", "PUT"),
        perTry,
        budget,
        new ByteSize(1024));
  }

  /** Nobody is left out, so that every target is asked again and again. */
  static Health tolerant() {
    return passive(0, LONG);
  }

  /** A target is out after so many failures, for so long at first. */
  static Health passive(int failures, Duration eject) {
    return new Health(
        new Passive(failures, Set.of(500, 503), eject, LONG, 50), Optional.empty(), Duration.ZERO);
  }
}
