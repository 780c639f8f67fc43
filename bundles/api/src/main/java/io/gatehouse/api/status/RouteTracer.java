package io.gatehouse.api.status;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Follows the next requests through one route. A service; thread-safe. Requests of other routes
 * cost what they cost without it.
 */
@ProviderType
public interface RouteTracer {

  /** The most requests that one trace follows. */
  int MOST_REQUESTS = 1000;

  /** The routes that serve, {@code api/route}, in order. */
  List<String> routes();

  /**
   * Follows the next requests from now on, until as many have finished or the trace is closed.
   *
   * @param route as {@link #routes} names it
   * @param requests how many, 1 to {@link #MOST_REQUESTS}
   * @return empty where there is no such route
   */
  Optional<Trace> trace(String route, int requests);

  /** A trace under way. Whoever began it closes it. */
  interface Trace extends AutoCloseable {

    /** Waits until every request has finished, at most so long; returns those that have. */
    List<TracedRequest> await(Duration atMost) throws InterruptedException;

    @Override
    void close();
  }

  /**
   * A request that has finished.
   *
   * @param nanos from its first byte to the last of the response
   * @param upstreamNanos of these, until the destination's response head was there
   * @param status 0 where the client left before there was one
   * @param failure the code of the problem, empty where there was none
   * @param steps in the order in which they happened
   */
  record TracedRequest(
      String id,
      String method,
      String path,
      int status,
      long nanos,
      long upstreamNanos,
      long bytesIn,
      long bytesOut,
      String failure,
      List<Step> steps) {

    public TracedRequest {
      steps = List.copyOf(steps);
    }
  }

  /** What of an exchange a step was about. */
  enum Side {
    REQUEST,
    DESTINATION,
    RESPONSE,
    ERROR
  }

  /** What a step did. */
  enum Effect {
    /** Let the exchange go on. */
    PASSED,
    /** Had no part in it, as its condition says. */
    SKIPPED,
    /** Answered itself: nothing behind it was asked. */
    ANSWERED,
    /** Failed it with a problem. */
    FAILED
  }

  /**
   * One call of a policy, or of the destination.
   *
   * @param name of the policy's type, or of the upstream
   * @param nanos until it had decided, waiting included
   */
  record Step(String name, Side side, long nanos, Effect effect) {}
}
