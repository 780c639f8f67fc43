package io.gatehouse.camel;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Back ends that answer at once, as the test says. */
final class FakeUpstreams implements UpstreamFactory {

  private final List<String> opened = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final List<GatewayRequest> received = new CopyOnWriteArrayList<>();
  private volatile Function<GatewayRequest, GatewayResponse> answers =
      request -> GatewayResponse.of(200, "text/plain", "ok");

  /** Calls of these back ends. */
  UpstreamCalls calls() {
    return new UpstreamCalls(this, () -> List.of(new AtOnce()));
  }

  void answer(Function<GatewayRequest, GatewayResponse> changed) {
    answers = changed;
  }

  List<String> opened() {
    return opened;
  }

  List<String> closed() {
    return closed;
  }

  List<GatewayRequest> received() {
    return received;
  }

  @Override
  public Upstream create(String api, UpstreamDefinition definition) {
    String target = definition.targets().getFirst().url().toString();
    opened.add(target);
    return new Upstream() {
      @Override
      public CompletionStage<GatewayResponse> send(GatewayRequest request, Exchange exchange) {
        received.add(request);
        try {
          return CompletableFuture.completedFuture(answers.apply(request));
        } catch (RuntimeException e) {
          return CompletableFuture.failedFuture(e);
        }
      }

      @Override
      public List<StatusEntry> status() {
        return List.of();
      }

      @Override
      public void close() {
        closed.add(target);
      }
    };
  }

  /** The content of a request. */
  static String text(GatewayRequest request) {
    return request.body() instanceof Body.Buffered buffered ? buffered.text() : "";
  }

  private static final class AtOnce implements EventLoop {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean inEventLoop() {
      return true;
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      return () -> {};
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }
}
