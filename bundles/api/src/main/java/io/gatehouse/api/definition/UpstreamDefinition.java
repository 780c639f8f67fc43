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
    Health health) {

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
        Health.usual());
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
   * @param slowStart over how long a target that is back gets its full share again; zero for at
   *     once
   */
  public record Health(Passive passive, Duration slowStart) {

    /** By what requests meet. */
    public static Health usual() {
      return new Health(Passive.usual(), Duration.ZERO);
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
