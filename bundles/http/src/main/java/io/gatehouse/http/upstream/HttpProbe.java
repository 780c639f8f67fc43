package io.gatehouse.http.upstream;

import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.upstream.Upstream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks for a path, and goes by the status. */
final class HttpProbe implements Probe {

  private final Upstream target;
  private final EventLoop loop;
  private final String host;
  private final String path;
  private final Set<Integer> statuses;

  /**
   * A probe.
   *
   * @param target an upstream of the target alone, with the check's own time limits
   * @param statuses that are good; those of success where there are none
   */
  HttpProbe(Upstream target, EventLoop loop, String host, String path, Set<Integer> statuses) {
    this.target = target;
    this.loop = loop;
    this.host = host;
    this.path = path;
    this.statuses = statuses;
  }

  @Override
  public CompletionStage<Optional<String>> ask() {
    Headers fields = Headers.create().set("user-agent", "gatehouse-health-check");
    GatewayRequest request =
        new GatewayRequest("GET", "http", host, path, "", fields, Body.empty());
    return target.send(request, new CheckExchange(loop)).handle(this::flaw);
  }

  private Optional<String> flaw(@Nullable GatewayResponse response, @Nullable Throwable failure) {
    if (response == null) {
      return Optional.of(reason(failure));
    }
    if (response.body() instanceof Body.Streamed content) {
      content.discard();
    }
    int status = response.status();
    boolean good = statuses.isEmpty() ? status >= 200 && status <= 299 : statuses.contains(status);
    return good ? Optional.empty() : Optional.of("status " + status);
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause == null ? "no answer" : String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    target.close();
  }
}
