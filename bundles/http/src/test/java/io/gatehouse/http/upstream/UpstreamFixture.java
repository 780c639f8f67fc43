package io.gatehouse.http.upstream;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.http.Loops;
import io.gatehouse.testsupport.MutableClock;
import io.gatehouse.testsupport.RequestBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The client under test, on one event loop, with what a test asks of it. */
final class UpstreamFixture implements AutoCloseable {

  static final Timeouts GENEROUS =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  private static final long PATIENCE_SECONDS = 20;

  private final Loops loops = new Loops();
  private final UpstreamClients clients;
  private final List<Upstream> made = new ArrayList<>();
  private final List<LoopExchange> exchanges = new CopyOnWriteArrayList<>();

  UpstreamFixture() {
    this(Optional.empty());
  }

  UpstreamFixture(DnsServerAddressStreamProvider nameServer) {
    this(Optional.of(nameServer));
  }

  private UpstreamFixture(Optional<DnsServerAddressStreamProvider> nameServers) {
    clients =
        new UpstreamClients(
            loops, nameServers, MutableClock.at(Instant.parse("2026-01-02T03:04:05Z")));
  }

  EventLoop loop() {
    return loops.all().getFirst();
  }

  Upstream upstream(URI... targets) {
    return upstream(GENEROUS, targets);
  }

  Upstream upstream(Timeouts timeouts, URI... targets) {
    return upstream(
        new UpstreamDefinition("backend", Arrays.asList(targets), timeouts, Optional.empty()));
  }

  Upstream upstream(UpstreamDefinition definition) {
    Upstream upstream = clients.create("orders", definition);
    made.add(upstream);
    return upstream;
  }

  LoopExchange exchange() {
    LoopExchange exchange = new LoopExchange(loop());
    exchanges.add(exchange);
    return exchange;
  }

  /** Sends and waits for the head. */
  GatewayResponse send(Upstream upstream, GatewayRequest request) {
    return await(sending(upstream, request, exchange()));
  }

  GatewayResponse get(Upstream upstream) {
    return send(upstream, RequestBuilder.any());
  }

  CompletionStage<GatewayResponse> sending(
      Upstream upstream, GatewayRequest request, LoopExchange exchange) {
    return onLoop(() -> upstream.send(request, exchange)).thenCompose(stage -> stage);
  }

  /** Sends, and waits for the whole of the content. */
  String text(Upstream upstream, GatewayRequest request) {
    return text(send(upstream, request).body());
  }

  /** The problem that sending fails with. */
  Problem problem(Upstream upstream, GatewayRequest request) {
    return problemOf(sending(upstream, request, exchange()));
  }

  int idleConnections(Upstream upstream) {
    return await(onLoop(() -> ((TargetGroup) upstream).idleConnections(loop())));
  }

  <T> CompletableFuture<T> onLoop(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop()
        .execute(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("waited in vain", e);
    }
  }

  static Problem problemOf(CompletionStage<?> stage) {
    try {
      Object unexpected = await(stage);
      throw new AssertionError("no failure but " + unexpected);
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemException failure) {
        return failure.problem();
      }
      throw e;
    }
  }

  static String text(Body body) {
    return await(collect(body));
  }

  static CompletionStage<String> collect(Body body) {
    return switch (body) {
      case Body.Empty _ -> CompletableFuture.completedStage("");
      case Body.Buffered content -> CompletableFuture.completedStage(content.text());
      case Body.Streamed content -> {
        Collector collector = new Collector();
        content.subscribe(collector);
        yield collector.text;
      }
    };
  }

  @Override
  public void close() {
    exchanges.forEach(LoopExchange::end);
    made.forEach(Upstream::close);
    clients.close();
    loops.close();
  }

  private static final class Collector implements Flow.Subscriber<ByteBuffer> {

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable cause) {
      text.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      text.complete(bytes.toString(StandardCharsets.ISO_8859_1));
    }
  }
}
