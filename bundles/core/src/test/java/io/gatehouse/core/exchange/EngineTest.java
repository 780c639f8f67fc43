package io.gatehouse.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.exchange.ExchangeRecord;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import io.gatehouse.testsupport.FakeClientCall;
import io.gatehouse.testsupport.RequestBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EngineTest {

  private final List<String> seen = new ArrayList<>();
  private final List<ExchangeRecord> records = new ArrayList<>();
  private final ObserverRegistry observers = new ObserverRegistry();
  private final Engine engine = new Engine(observers);
  private final ApiLease lease = new ApiLease("orders");

  EngineTest() {
    observers.bindObserver(records::add);
  }

  /** Notes that it was called, and does what the test says. */
  private class Noting implements Policy {
    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
      seen.add(name + ">");
      return PolicyResult.proceed(request);
    }

    @Override
    public PolicyResult<GatewayResponse> onResponse(GatewayResponse response, Exchange exchange) {
      seen.add("<" + name);
      return PolicyResult.proceed(response);
    }

    @Override
    public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
      seen.add("!" + name);
      return PolicyResult.proceed(problem);
    }
  }

  private FakeClientCall run(Destination destination, Policy... policies) {
    serve(destination, policies);
    FakeClientCall call = new FakeClientCall(RequestBuilder.get("/orders/1").build());
    engine.handle(call);
    return call;
  }

  private void serve(Destination destination, Policy... policies) {
    List<Chain.Step> steps = Arrays.stream(policies).map(p -> new Chain.Step("test", p)).toList();
    CompiledRoute route =
        new CompiledRoute.Ready(
            "get", lease, Set.of(), new Chain(steps, false, false), destination, "", 1000, 100);
    engine.serve(
        new GatewaySnapshot(
            RouteTable.of(List.of(new RouteEntry<>("orders/get", MatchDefinition.any(), route)))));
  }

  private static Destination answering(GatewayResponse response) {
    return (request, exchange) -> CompletableFuture.completedStage(response);
  }

  private static int status(FakeClientCall call) {
    return call.response().map(GatewayResponse::status).orElse(0);
  }

  private static String body(FakeClientCall call) {
    return call.response()
        .map(r -> r.body() instanceof Body.Buffered buffered ? buffered.text() : "")
        .orElse("none");
  }

  @Test
  void theResponseSideRunsInReverse() {
    FakeClientCall call = run(answering(GatewayResponse.of(200)), new Noting("a"), new Noting("b"));
    assertThat(status(call)).isEqualTo(200);
    assertThat(seen).containsExactly("a>", "b>", "<b", "<a");
  }

  @Test
  void anAnswerOfAPolicySkipsTheRestAndPassesThoseBeforeIt() {
    Policy answer =
        new Noting("b") {
          @Override
          public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
            return PolicyResult.respond(GatewayResponse.of(418));
          }
        };
    FakeClientCall call =
        run(answering(GatewayResponse.of(200)), new Noting("a"), answer, new Noting("c"));
    assertThat(status(call)).isEqualTo(418);
    assertThat(seen).containsExactly("a>", "<a");
  }

  @Test
  void aFailureIsSeenInReverseAndThenPassesAsAResponse() {
    FakeClientCall call =
        run(
            (request, exchange) ->
                CompletableFuture.failedStage(
                    new ProblemException(
                        Problem.upstream("UPSTREAM_TIMEOUT", 504, "Gateway timeout", "late"))),
            new Noting("a"),
            new Noting("b"));
    assertThat(status(call)).isEqualTo(504);
    assertThat(body(call)).contains("\"code\":\"UPSTREAM_TIMEOUT\"", "\"origin\":\"upstream\"");
    assertThat(seen).containsExactly("a>", "b>", "!b", "!a", "<b", "<a");
  }

  @Test
  void aPolicyMayMendAFailure() {
    Policy mending =
        new Policy() {
          @Override
          public PolicyResult<Problem> onError(Problem problem, Exchange exchange) {
            return PolicyResult.respond(GatewayResponse.of(200, "text/plain", "stale"));
          }
        };
    FakeClientCall call =
        run((r, e) -> CompletableFuture.failedStage(new IllegalStateException("x")), mending);
    assertThat(status(call)).isEqualTo(200);
    assertThat(body(call)).isEqualTo("stale");
  }

  @Test
  void aThrowingPolicyFailsItsExchangeAndGivesNothingAway() {
    Policy broken =
        new Policy() {
          @Override
          public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
            throw new IllegalStateException("secret 42");
          }
        };
    FakeClientCall call = run(answering(GatewayResponse.of(200)), broken);
    assertThat(status(call)).isEqualTo(500);
    assertThat(body(call)).contains("POLICY_FAILED").doesNotContain("secret");
  }

  @Test
  @SuppressWarnings("NullAway") // what foreign code may do in spite of the contract
  void aPolicyWithoutAResultFailsItsExchange() {
    Policy broken =
        new Policy() {
          @Override
          public PolicyResult<GatewayResponse> onResponse(
              GatewayResponse response, Exchange exchange) {
            return null;
          }
        };
    assertThat(status(run(answering(GatewayResponse.of(200)), broken))).isEqualTo(500);
  }

  @Test
  @SuppressWarnings("NullAway") // what foreign code may do in spite of the contract
  void resultsThatHoldNothingFailTheExchange() {
    Policy broken =
        new Policy() {
          @Override
          public PolicyResult<GatewayResponse> onResponse(
              GatewayResponse response, Exchange exchange) {
            return PolicyResult.proceed(null);
          }
        };
    assertThat(status(run(answering(GatewayResponse.of(200)), broken))).isEqualTo(500);
    assertThat(status(run((request, exchange) -> null))).isEqualTo(502);
  }

  @Test
  void anErrorOfForeignCodeIsAnAnswerToo() {
    CompletableFuture<GatewayResponse> later = new CompletableFuture<>();
    Policy broken =
        new Policy() {
          @Override
          public PolicyResult<GatewayResponse> onResponse(
              GatewayResponse response, Exchange exchange) {
            throw new AssertionError("x");
          }
        };
    FakeClientCall call = run((request, exchange) -> later, broken);
    later.complete(GatewayResponse.of(200));
    call.eventLoop().runPending();
    assertThat(status(call)).isEqualTo(500);
    assertThat(
            status(
                run(
                    (request, exchange) -> {
                      throw new NoClassDefFoundError("x");
                    })))
        .isEqualTo(502);
  }

  @Test
  void aFailingEndActionLosesNeitherRecordNorLease() {
    FakeClientCall call =
        run(
            (request, exchange) -> {
              exchange.onEnd(
                  () -> {
                    throw new LinkageError("x");
                  });
              return CompletableFuture.completedStage(GatewayResponse.of(200));
            });
    call.finish(0, 0);
    assertThat(records).hasSize(1);
    assertThat(lease.retire().toCompletableFuture()).isDone();
  }

  @Test
  void waitingGoesOnWhereItStopped() {
    CompletableFuture<PolicyResult<GatewayRequest>> later = new CompletableFuture<>();
    Policy waiting =
        new Policy() {
          @Override
          public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
            return PolicyResult.await(later);
          }
        };
    FakeClientCall call =
        run(answering(GatewayResponse.of(200)), new Noting("a"), waiting, new Noting("b"));
    assertThat(call.response()).isEmpty();
    later.complete(PolicyResult.proceed(call.request()));
    call.eventLoop().runPending();
    assertThat(status(call)).isEqualTo(200);
    assertThat(seen).containsExactly("a>", "b>", "<b", "<a");
  }

  @Test
  void aFailedWaitFailsTheExchange() {
    Policy waiting =
        new Policy() {
          @Override
          public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
            return PolicyResult.await(
                CompletableFuture.failedStage(new IllegalStateException("x")));
          }
        };
    assertThat(status(run(answering(GatewayResponse.of(200)), waiting))).isEqualTo(500);
  }

  @Test
  void everyExchangeLeavesOneRecord() {
    FakeClientCall call = run(answering(GatewayResponse.of(200)), new Noting("a"));
    assertThat(records).isEmpty();
    call.finish(3, 7);
    assertThat(records).hasSize(1);
    ExchangeRecord left = records.getFirst();
    assertThat(left.api()).isEqualTo("orders");
    assertThat(left.route()).isEqualTo("get");
    assertThat(left.status()).isEqualTo(200);
    assertThat(left.bytesIn()).isEqualTo(3);
    assertThat(left.bytesOut()).isEqualTo(7);
    assertThat(left.completed()).isTrue();
  }

  @Test
  void arefusedRequestLeavesARecordToo() {
    FakeClientCall call = new FakeClientCall(RequestBuilder.any());
    engine.refuse(call, Problem.client("BAD_REQUEST", 400, "Bad request", "two Host lines"));
    call.finish(0, 0);
    assertThat(status(call)).isEqualTo(400);
    assertThat(records.getFirst().failure()).isEqualTo("BAD_REQUEST");
  }

  @Test
  void aClientThatGoesAwayEndsTheExchangeOnceAndFreesTheApi() {
    CompletableFuture<GatewayResponse> never = new CompletableFuture<>();
    List<String> ended = new ArrayList<>();
    FakeClientCall call =
        run(
            (request, exchange) -> {
              exchange.onEnd(() -> ended.add("first"));
              exchange.onEnd(() -> ended.add("second"));
              return never;
            });
    CompletableFuture<Void> drained = lease.retire().toCompletableFuture();
    assertThat(drained).isNotDone();
    call.abort();
    assertThat(drained).isDone();
    assertThat(ended).containsExactly("second", "first");
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().completed()).isFalse();
    never.complete(GatewayResponse.of(200));
    call.eventLoop().runPending();
    assertThat(call.response()).isEmpty();
  }

  @Test
  void noRouteIsA404AndAWaitingOneA503() {
    FakeClientCall none = new FakeClientCall(RequestBuilder.any());
    engine.handle(none);
    assertThat(status(none)).isEqualTo(404);
    engine.serve(
        new GatewaySnapshot(
            RouteTable.of(
                List.of(
                    new RouteEntry<>(
                        "orders/get",
                        MatchDefinition.any(),
                        new CompiledRoute.Waiting("get", lease))))));
    FakeClientCall waiting = new FakeClientCall(RequestBuilder.any());
    engine.handle(waiting);
    assertThat(status(waiting)).isEqualTo(503);
    assertThat(waiting.response().orElseThrow().headers().first("retry-after")).hasValue("5");
  }

  @Test
  void traceAndRequestIdArePassedOnAndAnswered() {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    serve(answering(GatewayResponse.of(200)));
    GatewayRequest request =
        RequestBuilder.get("/x").header("traceparent", parent).header("tracestate", "a=b").build();
    FakeClientCall call = new FakeClientCall(request);
    engine.handle(call);
    assertThat(request.headers().firstOr("traceparent", ""))
        .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
        .endsWith("-01")
        .isNotEqualTo(parent);
    assertThat(request.headers().contains("tracestate")).isTrue();
    assertThat(call.response().orElseThrow().headers().first("x-request-id"))
        .isEqualTo(request.headers().first("x-request-id"));
  }

  @Test
  void aMalformedTraceBeginsANewOne() {
    for (String bad :
        List.of(
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
            "garbage")) {
      serve(answering(GatewayResponse.of(200)));
      GatewayRequest request =
          RequestBuilder.get("/x").header("traceparent", bad).header("tracestate", "a=b").build();
      engine.handle(new FakeClientCall(request));
      assertThat(request.headers().firstOr("traceparent", ""))
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
          .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(request.headers().contains("tracestate")).isFalse();
    }
  }
}
