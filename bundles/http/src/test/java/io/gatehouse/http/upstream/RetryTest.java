package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Budget;
import io.gatehouse.api.definition.UpstreamDefinition.Retries;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.gatehouse.testsupport.RequestBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, how often, and what is not. */
class RetryTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String BUSY = "HTTP/1.1 503 No\r\ncontent-length: 2\r\n\r\nno";

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  private Upstream upstream(Retries retries, URI... targets) {
    UpstreamDefinition usual = Definitions.with(Definitions.of(targets), Definitions.tolerant());
    return client.upstream(Definitions.with(usual, retries));
  }

  @Test
  void asksAnotherTargetWhereOneAnswersWithAFailure() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY);
        ScriptedTarget sound = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(Definitions.retries(1), broken.url(), sound.url());

      for (int i = 0; i < 10; i++) {
        assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      }

      assertThat(broken.requests()).isNotEmpty();
      assertThat(sound.requests()).hasSize(10);
      // what is left of a failed answer is read, and its connection used again
      assertThat(broken.connections()).isOne();
    }
  }

  @Test
  void leavesACountOnTheExchange() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY);
        ScriptedTarget sound = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(Definitions.retries(3), broken.url(), sound.url());
      LoopExchange exchange = client.exchange();

      UpstreamFixture.await(client.sending(upstream, RequestBuilder.any(), exchange));

      assertThat(exchange.get(UpstreamAttributes.RETRIES)).contains(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "DELETE"})
  void sendsOtherMethodsOnce(String method) throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY);
        ScriptedTarget other = ScriptedTarget.answering(BUSY)) {
      Upstream upstream = upstream(Definitions.retries(3), broken.url(), other.url());

      assertThat(client.send(upstream, RequestBuilder.of(method, "/").build()).status())
          .isEqualTo(503);

      assertThat(broken.requests().size() + other.requests().size()).isOne();
    }
  }

  @Test
  void asksTheSameTargetAgainWhereThereIsNoOther() throws Exception {
    try (ScriptedTarget moody =
        ScriptedTarget.playing(
            wire -> {
              for (int i = 0; wire.readRequest(); i++) {
                wire.send(i < 2 ? BUSY : OK);
              }
            })) {
      Upstream upstream = upstream(Definitions.retries(2), moody.url());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(moody.requests()).hasSize(3);
    }
  }

  @Test
  void givesTheLastAnswerWhenTheAttemptsAreOver() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY)) {
      Upstream upstream = upstream(Definitions.retries(2), broken.url());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("no");
      assertThat(broken.requests()).hasSize(3);
    }
  }

  @Test
  void takesATargetAtItsWordThatSaysWhenToComeBack() throws Exception {
    String later = "HTTP/1.1 429 Later\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nno";
    try (ScriptedTarget busy = ScriptedTarget.answering(later);
        ScriptedTarget other = ScriptedTarget.answering(OK)) {
      GatewayResponse alone =
          client.send(upstream(Definitions.retries(3), busy.url()), RequestBuilder.any());
      assertThat(alone.status()).isEqualTo(429);
      assertThat(alone.headers().first("retry-after")).contains("7");
      assertThat(busy.requests()).hasSize(1);

      Upstream both = upstream(Definitions.retries(3), busy.url(), other.url());
      assertThat(client.text(both, RequestBuilder.any())).isEqualTo("ok");
      assertThat(client.text(both, RequestBuilder.any())).isEqualTo("ok");
      assertThat(busy.requests()).hasSize(2);
    }
  }

  @Test
  void asksAnotherTargetAfterAReset() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.playing(wire -> wire.readRequest());
        ScriptedTarget sound = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(Definitions.retries(1), broken.url(), sound.url());

      for (int i = 0; i < 6; i++) {
        assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      }
      assertThat(broken.requests()).hasSize(3);
    }
  }

  @Test
  void repeatsNothingAfterTheHeadOfAResponse() throws Exception {
    try (ScriptedTarget cut =
            ScriptedTarget.playing(
                wire -> {
                  wire.readRequest();
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
                });
        ScriptedTarget other = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(Definitions.retries(3), cut.url(), other.url());

      GatewayResponse response = client.send(upstream, RequestBuilder.any());

      assertThat(UpstreamFixture.problemOf(UpstreamFixture.collect(response.body())).code())
          .isEqualTo("UPSTREAM_RESET");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void givesEachAttemptItsTime() throws Exception {
    try (ScriptedTarget silent = ScriptedTarget.playing(ScriptedTarget.Wire::awaitEnd);
        ScriptedTarget sound = ScriptedTarget.answering(OK)) {
      Retries retries =
          Definitions.retries(1, Optional.of(Duration.ofMillis(50)), new Budget(100, 100));
      Upstream upstream = upstream(retries, silent.url(), sound.url());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");

      Problem problem = client.problem(upstream(retries, silent.url()), RequestBuilder.any());
      assertThat(problem.code()).isEqualTo("UPSTREAM_TIMEOUT");
      assertThat(problem.detail()).contains("50ms", "retries.perTryTimeout");
      assertThat(silent.connections()).isEqualTo(3);
    }
  }

  @Test
  void waitsForATargetThatIsStartedAgain() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Upstream upstream = upstream(Definitions.retries(10), URI.create("http://127.0.0.1:" + port));
    var answer = client.sending(upstream, RequestBuilder.post("/", "x").build(), client.exchange());

    try (ScriptedTarget back =
        ScriptedTarget.on(
            new ServerSocket(port, 50, InetAddress.getLoopbackAddress()),
            "http",
            wire -> {
              while (wire.readRequest()) {
                wire.send(OK);
              }
            })) {
      assertThat(UpstreamFixture.await(answer).status()).isEqualTo(200);
      assertThat(back.requests()).hasSize(1);
    }
  }

  @Test
  void sendsContentAgain() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY);
        ScriptedTarget sound = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(Definitions.retries(1), broken.url(), sound.url());
      PiecewiseBody content = new PiecewiseBody(6, List.of("abc", "def"));
      GatewayRequest request = RequestBuilder.of("PUT", "/").body(content).build();

      assertThat(client.text(upstream, request)).isEqualTo("ok");

      assertThat(broken.onlyRequest()).endsWith("\r\n\r\nabcdef");
      assertThat(sound.onlyRequest()).endsWith("\r\n\r\nabcdef").contains("content-length: 6\r\n");
    }
  }

  @Test
  void doesNotKeepContentThatIsTooLong() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY);
        ScriptedTarget other = ScriptedTarget.answering(BUSY)) {
      Upstream upstream = upstream(Definitions.retries(3), broken.url(), other.url());
      PiecewiseBody content = new PiecewiseBody(1025, List.of("x".repeat(1025)));

      GatewayResponse response =
          client.send(upstream, RequestBuilder.of("PUT", "/").body(content).build());

      assertThat(response.status()).isEqualTo(503);
      assertThat(broken.requests().size() + other.requests().size()).isOne();
    }
  }

  @Test
  void keepsToTheBudget() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.answering(BUSY)) {
      Retries retries = Definitions.retries(3, Optional.empty(), new Budget(20, 0));
      Upstream upstream = upstream(retries, broken.url());

      for (int i = 0; i < 100; i++) {
        client.text(upstream, RequestBuilder.any());
      }

      assertThat(broken.requests()).hasSizeLessThanOrEqualTo(120).hasSizeGreaterThan(100);
    }
  }

  @Test
  void budgetForgetsWhatIsLongAgo() {
    RetryBudget budget = new RetryBudget();
    Budget fifth = new Budget(20, 0);
    long second = Duration.ofSeconds(1).toNanos();
    for (int i = 0; i < 10; i++) {
      budget.request(0);
    }

    assertThat(budget.take(fifth, second)).isTrue();
    assertThat(budget.take(fifth, 9 * second)).isTrue();
    assertThat(budget.take(fifth, 9 * second)).isFalse();
    assertThat(budget.take(fifth, 11 * second)).isFalse();
    assertThat(budget.take(new Budget(0, 1), 11 * second)).isTrue();
  }
}
