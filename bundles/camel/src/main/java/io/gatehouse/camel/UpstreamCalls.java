package io.gatehouse.camel;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.EventLoops;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** HTTP calls over the gateway's own upstream client, for routes, which wait for them. */
@Component(service = UpstreamCalls.class)
public final class UpstreamCalls {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final UpstreamFactory upstreams;
  private final List<EventLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  @Activate
  public UpstreamCalls(@Reference UpstreamFactory upstreams, @Reference EventLoops loops) {
    this.upstreams = upstreams;
    this.loops = loops.all();
  }

  /** Connections to one target; to be closed by whoever asked for them. */
  Upstream open(String name, URI target, Duration timeout) {
    return upstreams.create(
        "camel",
        new UpstreamDefinition(
            name,
            List.of(target),
            new UpstreamDefinition.Timeouts(CONNECT, timeout, IDLE),
            Optional.empty()));
  }

  /**
   * Sends the request; the response's content is collected.
   *
   * @param most bytes of content
   */
  CompletionStage<GatewayResponse> send(
      Upstream upstream, GatewayRequest request, String id, long most) {
    EventLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    CallExchange exchange = new CallExchange(id, loop);
    CompletableFuture<GatewayResponse> answer = new CompletableFuture<>();
    loop.execute(
        () ->
            upstream
                .send(request, exchange)
                .thenCompose(response -> collected(response, most))
                .whenComplete(
                    (response, failure) -> {
                      if (failure == null) {
                        answer.complete(response);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                      loop.execute(exchange::end);
                    }));
    // whoever waits may give up: then the connection is not kept waiting either
    var _ = answer.whenComplete((response, failure) -> loop.execute(exchange::end));
    return answer;
  }

  private static CompletionStage<GatewayResponse> collected(GatewayResponse response, long most) {
    return switch (response.body()) {
      case Body.Streamed streamed -> {
        Collector collector = new Collector(most);
        streamed.subscribe(collector);
        yield collector.whole.thenApply(
            bytes -> new GatewayResponse(response.status(), response.headers(), Body.of(bytes)));
      }
      case Body.Buffered buffered -> CompletableFuture.completedFuture(response);
      case Body.Empty empty -> CompletableFuture.completedFuture(response);
    };
  }

  private static final class Collector implements Flow.Subscriber<ByteBuffer> {
    private final long most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    Collector(long most) {
      this.most = most;
    }

    @Override
    public void onSubscribe(Flow.Subscription toBody) {
      subscription = toBody;
      toBody.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      if (bytes.size() + (long) piece.remaining() > most) {
        if (subscription != null) {
          subscription.cancel();
        }
        whole.completeExceptionally(
            new IOException("the response has more than " + most + " bytes: see maxContent"));
        return;
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
