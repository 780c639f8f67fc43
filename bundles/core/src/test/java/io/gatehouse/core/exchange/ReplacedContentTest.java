package io.gatehouse.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import io.gatehouse.testsupport.FakeClientCall;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Streamed content whose response a policy replaces. */
class ReplacedContentTest {

  @Test
  void isGivenUp() {
    Content content = new Content(Optional.empty());

    run(content, Body.of("other"));

    assertThat(content.discarded).isTrue();
  }

  @Test
  void isNotGivenUpWhereTheOtherIsMadeOfIt() {
    Content content = new Content(Optional.empty());

    run(content, new Content(Optional.of(content)));

    assertThat(content.discarded).isFalse();
  }

  private static void run(Body first, Body second) {
    Policy replacing =
        new Policy() {
          @Override
          public PolicyResult<GatewayResponse> onResponse(
              GatewayResponse response, Exchange exchange) {
            return PolicyResult.respond(GatewayResponse.of(200).withBody(second));
          }
        };
    Engine engine = new Engine(new ObserverRegistry());
    CompiledRoute route =
        new CompiledRoute.Ready(
            "get",
            new ApiLease("orders"),
            Set.of(),
            new Chain(List.of(new Chain.Step("test", replacing)), false, false),
            (request, exchange) ->
                CompletableFuture.completedStage(GatewayResponse.of(200).withBody(first)),
            "",
            1000,
            100);
    engine.serve(
        new GatewaySnapshot(
            RouteTable.of(List.of(new RouteEntry<>("orders/get", MatchDefinition.any(), route)))));
    FakeClientCall call = new FakeClientCall(RequestBuilder.get("/orders/1").build());

    engine.handle(call);

    assertThat(call.response().map(GatewayResponse::body)).contains(second);
  }

  /** Content that notes whether it was given up. */
  private static final class Content implements Body.Streamed {
    private final Optional<Body> source;
    private boolean discarded;

    Content(Optional<Body> source) {
      this.source = source;
    }

    @Override
    public boolean isMadeOf(Body other) {
      return source.filter(other::equals).isPresent();
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public Headers trailers() {
      return Headers.create();
    }

    @Override
    public void discard() {
      discarded = true;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      throw new IllegalStateException("nobody reads it here");
    }
  }
}
