package io.gatehouse.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.MatchDefinition;
import io.gatehouse.api.destination.Destination;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.api.status.RouteTracer.Step;
import io.gatehouse.api.status.RouteTracer.TracedRequest;
import io.gatehouse.core.exchange.ApiLease;
import io.gatehouse.core.exchange.Chain;
import io.gatehouse.core.exchange.CompiledRoute;
import io.gatehouse.core.exchange.Engine;
import io.gatehouse.core.exchange.GatewaySnapshot;
import io.gatehouse.core.exchange.ObserverRegistry;
import io.gatehouse.core.route.RouteEntry;
import io.gatehouse.core.route.RouteTable;
import io.gatehouse.testsupport.FakeClientCall;
import io.gatehouse.testsupport.RequestBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouteTraceTest {

  private static final Destination OK =
      (request, exchange) -> CompletableFuture.completedStage(GatewayResponse.of(204));
  private static final Policy PASSING = new Policy() {};
  private static final Policy FAILING =
      new Policy() {
        @Override
        public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
          return PolicyResult.fail(Problem.client("NO", 403, "No", "Not you."));
        }
      };
  private static final Policy THROWING =
      new Policy() {
        @Override
        public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
          throw new IllegalStateException("on purpose");
        }
      };
  private static final Policy LATE =
      new Policy() {
        @Override
        public PolicyResult<GatewayRequest> onRequest(GatewayRequest request, Exchange exchange) {
          return PolicyResult.await(
              CompletableFuture.completedFuture(PolicyResult.respond(GatewayResponse.of(200))));
        }
      };

  private final ObserverRegistry observers = new ObserverRegistry();
  private final Engine engine = new Engine(observers);
  private final List<RouteTrace> closed = new ArrayList<>();
  private final RouteTrace trace = new RouteTrace("orders/get", 2, closed::add);

  private static RouteEntry<CompiledRoute> route(Policy... policies) {
    List<Chain.Step> steps = new ArrayList<>();
    for (int i = 0; i < policies.length; i++) {
      steps.add(new Chain.Step("p" + i, policies[i]));
    }
    return new RouteEntry<>(
        "orders/get",
        MatchDefinition.any(),
        new CompiledRoute.Ready(
            "get",
            new ApiLease("orders"),
            Set.of(),
            new Chain(steps, false, false),
            OK,
            "back",
            1000,
            100));
  }

  private void follow(RouteEntry<CompiledRoute> route) {
    observers.bindObserver(trace);
    engine.serve(new GatewaySnapshot(RouteTable.of(List.of(trace.follow(route)))));
  }

  private void ask() {
    FakeClientCall call = new FakeClientCall(RequestBuilder.any());
    engine.handle(call);
    call.finish(3, 7);
  }

  private List<String> steps(Policy... policies) throws InterruptedException {
    follow(route(policies));
    ask();
    return finished().getFirst().steps().stream().map(RouteTraceTest::text).toList();
  }

  private List<TracedRequest> finished() throws InterruptedException {
    return trace.await(Duration.ZERO);
  }

  private static String text(Step step) {
    return step.side() + " " + step.name() + " " + step.effect();
  }

  @Test
  void notesEveryStepInItsOrder() throws InterruptedException {
    assertThat(steps(PASSING, PASSING))
        .containsExactly(
            "REQUEST p0 PASSED",
            "REQUEST p1 PASSED",
            "DESTINATION back PASSED",
            "RESPONSE p1 PASSED",
            "RESPONSE p0 PASSED");
    assertThat(finished().getFirst().status()).isEqualTo(204);
    assertThat(finished().getFirst().bytesIn()).isEqualTo(3);
    assertThat(finished().getFirst().bytesOut()).isEqualTo(7);
  }

  @Test
  void notesWhoFailedIt() throws InterruptedException {
    assertThat(steps(PASSING, FAILING))
        .containsExactly(
            "REQUEST p0 PASSED", "REQUEST p1 FAILED", "ERROR p0 PASSED", "RESPONSE p0 PASSED");
    assertThat(finished().getFirst().failure()).isEqualTo("NO");
  }

  @Test
  void aPolicyThatThrowsIsOneThatFailed() throws InterruptedException {
    assertThat(steps(THROWING)).containsExactly("REQUEST p0 FAILED");
    assertThat(finished().getFirst().status()).isEqualTo(500);
  }

  @Test
  void aPolicyThatAnswersLaterIsNotedWhenItDoes() throws InterruptedException {
    assertThat(steps(LATE, PASSING)).containsExactly("REQUEST p0 ANSWERED");
  }

  @Test
  void followsAsManyAsWereAskedFor() throws InterruptedException {
    follow(route(PASSING));
    ask();
    ask();
    ask();

    assertThat(finished()).hasSize(2);
  }

  @Test
  void whatWasUnderWayBeforeIsNotFollowed() throws InterruptedException {
    engine.serve(new GatewaySnapshot(RouteTable.of(List.of(route(PASSING)))));
    FakeClientCall before = new FakeClientCall(RequestBuilder.any());
    engine.handle(before);
    observers.bindObserver(trace);
    trace.begun();
    before.finish(0, 0);

    assertThat(finished()).isEmpty();
  }

  @Test
  void otherRoutesAreLeftAsTheyAre() {
    RouteEntry<CompiledRoute> other =
        new RouteEntry<>("orders/other", MatchDefinition.any(), route(PASSING).target());

    assertThat(trace.follow(other)).isSameAs(other);
  }

  @Test
  void tellsWhenItIsClosed() {
    trace.close();

    assertThat(closed).containsExactly(trace);
  }
}
