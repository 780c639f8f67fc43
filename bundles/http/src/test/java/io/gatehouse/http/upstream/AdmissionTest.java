package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition.CircuitBreaker;
import io.gatehouse.api.definition.UpstreamDefinition.Limits;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that an upstream is not asked for, or not yet. */
class AdmissionTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String BROKEN = "HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\nno";
  private static final Duration LONG = Definitions.LONG;

  private final UpstreamFixture client = new UpstreamFixture();
  private final AtomicReference<String> answer = new AtomicReference<>(BROKEN);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    client.close();
  }

  private ScriptedTarget changing() {
    return ScriptedTarget.playing(
        wire -> {
          while (wire.readRequest()) {
            wire.send(answer.get());
          }
        });
  }

  /** Answers when it is allowed to. */
  private ScriptedTarget held() {
    return ScriptedTarget.playing(
        wire -> {
          while (wire.readRequest()) {
            try {
              release.await();
            } catch (InterruptedException e) {
              return;
            }
            wire.send(OK);
          }
        });
  }

  private Upstream breaking(CircuitBreaker breaker, ScriptedTarget target) {
    return client.upstream(Definitions.with(Definitions.of(target.url()), breaker));
  }

  private Upstream limited(Limits limits, ScriptedTarget target) {
    return client.upstream(Definitions.with(Definitions.of(target.url()), limits));
  }

  private CompletionStage<String> asking(Upstream upstream) {
    return client
        .sending(upstream, RequestBuilder.any(), client.exchange())
        .thenCompose(response -> UpstreamFixture.collect(response.body()));
  }

  @Test
  void opensAfterFailuresInARow() throws Exception {
    try (ScriptedTarget target = changing()) {
      Upstream upstream = breaking(new CircuitBreaker(3, 100, 100, LONG, LONG, 1), target);
      for (int i = 0; i < 3; i++) {
        assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("no");
      }

      Problem problem = client.problem(upstream, RequestBuilder.any());

      assertThat(problem.code()).isEqualTo("UPSTREAM_CIRCUIT_OPEN");
      assertThat(problem.status()).isEqualTo(503);
      assertThat(problem.headers()).containsEntry("retry-after", "600");
      assertThat(target.requests()).hasSize(3);
    }
  }

  @Test
  void opensWhereTooManyOfTheRequestsFail() throws Exception {
    try (ScriptedTarget target = changing()) {
      Upstream upstream = breaking(new CircuitBreaker(0, 50, 10, LONG, LONG, 1), target);
      for (int i = 0; i < 10; i++) {
        answer.set(i % 2 == 0 ? OK : BROKEN);
        client.text(upstream, RequestBuilder.any());
      }

      assertThat(client.problem(upstream, RequestBuilder.any()).code())
          .isEqualTo("UPSTREAM_CIRCUIT_OPEN");
    }
  }

  @Test
  void staysClosedWhereFewOfTheRequestsFail() throws Exception {
    try (ScriptedTarget target = changing()) {
      Upstream upstream = breaking(new CircuitBreaker(3, 50, 10, LONG, LONG, 1), target);

      for (int i = 0; i < 30; i++) {
        answer.set(i % 3 == 0 ? BROKEN : OK);
        client.text(upstream, RequestBuilder.any());
      }

      assertThat(target.requests()).hasSize(30);
    }
  }

  @Test
  void closesWhenARequestSucceedsAgain() throws Exception {
    try (ScriptedTarget target = changing()) {
      Upstream upstream =
          breaking(new CircuitBreaker(2, 100, 100, LONG, Duration.ofMillis(100), 1), target);
      client.text(upstream, RequestBuilder.any());
      client.text(upstream, RequestBuilder.any());
      answer.set(OK);

      Awaiting.until(
          "closed",
          () -> {
            try {
              return client.text(upstream, RequestBuilder.any()).equals("ok");
            } catch (java.util.concurrent.CompletionException open) {
              return false;
            }
          });
      for (int i = 0; i < 5; i++) {
        assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      }
    }
  }

  @Test
  void staysOpenAcrossAnEdit() throws Exception {
    try (ScriptedTarget target = changing()) {
      Upstream old = breaking(new CircuitBreaker(1, 100, 100, LONG, LONG, 1), target);
      client.text(old, RequestBuilder.any());

      Upstream changed = breaking(new CircuitBreaker(2, 100, 100, LONG, LONG, 1), target);
      old.close();

      assertThat(client.problem(changed, RequestBuilder.any()).code())
          .isEqualTo("UPSTREAM_CIRCUIT_OPEN");
    }
  }

  @Test
  void anAbandonedProbeLeavesRoomForAnother() {
    CircuitBreaker definition = new CircuitBreaker(1, 100, 100, LONG, Duration.ofNanos(1), 1);
    io.gatehouse.http.upstream.CircuitBreaker.Rules rules =
        io.gatehouse.http.upstream.CircuitBreaker.Rules.of(definition);
    io.gatehouse.http.upstream.CircuitBreaker breaker =
        new io.gatehouse.http.upstream.CircuitBreaker("orders/backend");
    long now = System.nanoTime();
    breaker.failed(rules, now);
    assertThat(breaker.refusesFor(rules, now)).isPositive();
    assertThat(breaker.refusesFor(rules, now + 2)).isZero();
    assertThat(breaker.refusesFor(rules, now + 2)).isPositive();

    breaker.abandoned();

    assertThat(breaker.refusesFor(rules, now + 2)).isZero();
    breaker.succeeded(rules, now + 3);
    assertThat(breaker.open()).isFalse();
  }

  @Test
  void refusesWhatIsTooMuchAtOnce() throws Exception {
    try (ScriptedTarget target = held()) {
      Upstream upstream = limited(new Limits(2, 0, LONG), target);
      CompletionStage<String> first = asking(upstream);
      CompletionStage<String> second = asking(upstream);

      Problem problem = UpstreamFixture.problemOf(asking(upstream));
      assertThat(problem.code()).isEqualTo("UPSTREAM_BUSY");
      assertThat(problem.status()).isEqualTo(503);
      assertThat(problem.headers()).containsEntry("retry-after", "1");

      release.countDown();
      assertThat(UpstreamFixture.await(first)).isEqualTo("ok");
      assertThat(UpstreamFixture.await(second)).isEqualTo("ok");
      assertThat(UpstreamFixture.await(asking(upstream))).isEqualTo("ok");
    }
  }

  @Test
  void letsOthersWaitTheirTurn() throws Exception {
    try (ScriptedTarget target = held()) {
      Upstream upstream = limited(new Limits(1, 2, LONG), target);
      CompletionStage<String> first = asking(upstream);
      CompletionStage<String> second = asking(upstream);
      CompletionStage<String> third = asking(upstream);

      assertThat(UpstreamFixture.problemOf(asking(upstream)).code()).isEqualTo("UPSTREAM_BUSY");
      Awaiting.until("the first is sent", () -> target.requests().size() == 1);

      release.countDown();
      assertThat(UpstreamFixture.await(first)).isEqualTo("ok");
      assertThat(UpstreamFixture.await(second)).isEqualTo("ok");
      assertThat(UpstreamFixture.await(third)).isEqualTo("ok");
      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void waitsNoLongerThanItShould() throws Exception {
    try (ScriptedTarget target = held()) {
      Upstream upstream = limited(new Limits(1, 1, Duration.ofMillis(50)), target);
      CompletionStage<String> first = asking(upstream);

      Problem problem = UpstreamFixture.problemOf(asking(upstream));

      assertThat(problem.code()).isEqualTo("UPSTREAM_BUSY");
      assertThat(problem.detail()).contains("50ms");
      release.countDown();
      assertThat(UpstreamFixture.await(first)).isEqualTo("ok");
    }
  }

  @Test
  void aClientThatLeavesMakesRoom() throws Exception {
    try (ScriptedTarget target = held()) {
      Upstream upstream = limited(new Limits(1, 1, LONG), target);
      LoopExchange leaving = client.exchange();
      CompletionStage<GatewayResponse> left =
          client.sending(upstream, RequestBuilder.any(), leaving);
      LoopExchange waiting = client.exchange();
      CompletionStage<GatewayResponse> given =
          client.sending(upstream, RequestBuilder.any(), waiting);

      waiting.end();
      assertThat(UpstreamFixture.problemOf(given).code()).isEqualTo("CLIENT_ABORTED");
      CompletionStage<String> next = asking(upstream);
      leaving.end();
      assertThat(UpstreamFixture.problemOf(left).code()).isEqualTo("CLIENT_ABORTED");

      release.countDown();
      assertThat(UpstreamFixture.await(next)).isEqualTo("ok");
    }
  }
}
