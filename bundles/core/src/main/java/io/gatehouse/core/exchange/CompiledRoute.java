package io.gatehouse.core.exchange;

import io.gatehouse.api.destination.Destination;
import java.util.Optional;
import java.util.Set;

/**
 * A route that can serve, or one that waits for something it needs.
 *
 * <p>A ready route keeps the methods its match names (none: all), for requests a preflight let in.
 */
public sealed interface CompiledRoute {

  String name();

  ApiLease lease();

  /** What is missing before it can answer, in words; empty where nothing is. */
  Optional<String> waitsFor();

  /** Serves. */
  record Ready(
      String name,
      ApiLease lease,
      Set<String> methods,
      Chain chain,
      Destination destination,
      String upstream,
      long bodyLimit,
      long bufferLimit)
      implements CompiledRoute {

    /** A destination that cannot tell must not keep the others' status from being told. */
    @Override
    public Optional<String> waitsFor() {
      try {
        return destination.waitsFor();
      } catch (RuntimeException | LinkageError e) {
        return Optional.empty();
      }
    }
  }

  /** Answers 503 until what it waits for is there. Never lets anything through. */
  record Waiting(String name, ApiLease lease) implements CompiledRoute {

    @Override
    public Optional<String> waitsFor() {
      return Optional.of("what it needs");
    }
  }
}
