package io.gatehouse.api.definition;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A group of targets as configured; without places, so that equal definitions are equal and their
 * connections outlive an edit elsewhere in the file.
 */
public record UpstreamDefinition(
    String name,
    List<Target> targets,
    Timeouts timeouts,
    Optional<Tls> tls,
    Balance balance,
    Health health,
    Optional<Retries> retries,
    Optional<CircuitBreaker> circuitBreaker,
    Optional<Limits> limits) {

  public UpstreamDefinition {
    targets = List.copyOf(targets);
  }

  /** With everything as it is where nothing is said about it. */
  public UpstreamDefinition(String name, List<URI> targets, Timeouts timeouts, Optional<Tls> tls) {
    this(
        name,
        targets.stream().map(Target::new).toList(),
        timeouts,
        tls,
        Balance.usual(),
        Health.usual(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * One target.
   *
   * @param weight its share of the requests, compared with the other targets'; 0 for none
   * @param priority targets of a higher number are asked only while none of a lower one is in
   */
  public record Target(URI url, int weight, int priority) {

    /** An ordinary one. */
    public Target(URI url) {
      this(url, 1, 0);
    }
  }

  /** How a target is chosen for a request. */
  public record Balance(Strategy strategy, Optional<HashKey> key) {

    /** In turn. */
    public static Balance usual() {
      return new Balance(Strategy.ROUND_ROBIN, Optional.empty());
    }
  }

  /** The ways to choose. */
  public enum Strategy {
    /** In turn, by weight. */
    ROUND_ROBIN,
    /** Of two targets at random, the one with fewer requests under way. */
    LEAST_REQUESTS,
    /** Of two targets at random, the one that has been answering faster. */
    EWMA,
    /** The same target for the same key. */
    CONSISTENT_HASH
  }

  /**
   * What makes two requests go to the same target.
   *
   * @param name of the header or cookie; empty where the part has none
   */
  public record HashKey(KeyPart by, String name) {}

  /** The parts of a request that a key may be. */
  public enum KeyPart {
    HEADER,
    COOKIE,
    CLIENT_ADDRESS,
    PATH
  }

  /**
   * When a target is left out.
   *
   * @param check by asking, where that is done, too
   * @param slowStart over how long a target that is back gets its full share again; zero for at
   *     once
   */
  public record Health(Passive passive, Optional<Check> check, Duration slowStart) {

    /** By what requests meet. */
    public static Health usual() {
      return new Health(Passive.usual(), Optional.empty(), Duration.ZERO);
    }
  }

  /**
   * Leaving out by asking.
   *
   * @param path to ask for; none to make a connection only
   * @param interval from an answer to the next question
   * @param timeout for an answer
   * @param healthy answers in a row that bring a target back
   * @param unhealthy failures in a row that put it out
   * @param statuses that are good; those of success where there are none
   */
  public record Check(
      Optional<String> path,
      Duration interval,
      Duration timeout,
      int healthy,
      int unhealthy,
      Set<Integer> statuses) {

    public Check {
      statuses = Set.copyOf(statuses);
    }
  }

  /**
   * Leaving out by what requests meet.
   *
   * @param failures in a row that put a target out; 0 for never
   * @param statuses that are failures
   * @param eject for how long, the first time
   * @param maxEject for how long at most, after several times
   * @param maxEjectedPercent how many of the targets may be out at once for failing requests; one
   *     always may
   */
  public record Passive(
      int failures,
      Set<Integer> statuses,
      Duration eject,
      Duration maxEject,
      int maxEjectedPercent) {

    public Passive {
      statuses = Set.copyOf(statuses);
    }

    /** Five failures in a row. */
    public static Passive usual() {
      return new Passive(
          5, Set.of(500, 502, 503, 504), Duration.ofSeconds(5), Duration.ofMinutes(1), 50);
    }
  }

  /**
   * When a request is sent again.
   *
   * @param attempts how often at most
   * @param on what went wrong
   * @param statuses that are answered to the next attempt instead of the client
   * @param methods of requests that may reach a target twice
   * @param perTryTimeout from the request's last byte to the response's head, for each attempt
   * @param maxBody the most content that is kept to be sent again
   */
  public record Retries(
      int attempts,
      Set<Cause> on,
      Set<Integer> statuses,
      Set<String> methods,
      Optional<Duration> perTryTimeout,
      Budget budget,
      ByteSize maxBody) {

    public Retries {
      on = Set.copyOf(on);
      statuses = Set.copyOf(statuses);
      methods = Set.copyOf(methods);
    }
  }

  /** Why a request did not get an answer. */
  public enum Cause {
    /** No target accepted a connection. */
    CONNECT_FAILURE,
    /** The target closed, or said what is no HTTP, before the head of its response was there. */
    RESET,
    /** The attempt took too long. */
    TIMEOUT
  }

  /**
   * How many requests are sent again at most.
   *
   * @param percent of the requests of the last ten seconds
   * @param minimum as many for each second may be in any case
   */
  public record Budget(int percent, int minimum) {}

  /**
   * When an upstream is not asked at all.
   *
   * @param failures in a row that open the breaker; 0 for any number
   * @param failureRate percentage of failed requests that opens it
   * @param calls no rate is taken of fewer requests
   * @param window how long requests are counted together
   * @param open how long it stays open
   * @param probes how many requests have to succeed then
   */
  public record CircuitBreaker(
      int failures, int failureRate, int calls, Duration window, Duration open, int probes) {}

  /**
   * How much an upstream is asked at once.
   *
   * @param requests under way at most
   * @param queue how many wait for their turn at most
   * @param queueTimeout for how long they do
   */
  public record Limits(int requests, int queue, Duration queueTimeout) {}

  /**
   * How long to wait.
   *
   * @param connect for a connection to stand, TLS included
   * @param request from the request's last byte to the response's head
   * @param idle between two reads of a body; also how long an unused connection is kept
   */
  public record Timeouts(Duration connect, Duration request, Duration idle) {}

  /**
   * How targets with {@code https} are verified. The name is always checked.
   *
   * @param ca certificates to trust instead of the platform's (PEM)
   * @param serverName the name to ask for and to check instead of the target's host
   */
  public record Tls(Optional<Path> ca, Optional<String> serverName) {}
}
