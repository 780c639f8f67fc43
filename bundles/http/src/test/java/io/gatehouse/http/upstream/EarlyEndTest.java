package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.status.State;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.RequestBuilder;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a connection when the exchange ends before it is done. */
class EarlyEndTest {

  private final UpstreamFixture client = new UpstreamFixture();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void closesTheConnectionBeforeAnAnswer() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              asked.countDown();
              wire.awaitEnd();
              closed.countDown();
            })) {
      Upstream upstream = client.upstream(target.url());
      LoopExchange exchange = client.exchange();
      CompletionStage<GatewayResponse> answer =
          client.sending(upstream, RequestBuilder.any(), exchange);
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

      exchange.end();

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(UpstreamFixture.problemOf(answer).code()).isEqualTo("CLIENT_ABORTED");
      assertThat(client.idleConnections(upstream)).isZero();
      assertThat(upstream.status().getFirst().state()).isEqualTo(State.SERVING);
    }
  }

  @Test
  void closesTheConnectionInTheMiddleOfAnAnswer() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
              wire.awaitEnd();
              closed.countDown();
            })) {
      Upstream upstream = client.upstream(target.url());
      LoopExchange exchange = client.exchange();
      UpstreamFixture.await(client.sending(upstream, RequestBuilder.any(), exchange));

      exchange.end();

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.idleConnections(upstream)).isZero();
    }
  }

  @Test
  void keepsTheConnectionAfterAWholeAnswer() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc")) {
      Upstream upstream = client.upstream(target.url());
      LoopExchange exchange = client.exchange();
      GatewayResponse response =
          UpstreamFixture.await(client.sending(upstream, RequestBuilder.any(), exchange));
      assertThat(UpstreamFixture.text(response.body())).isEqualTo("abc");

      exchange.end();

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("abc");
      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void keepsTheConnectionWhenTheExchangeEndsWithAnAnswerWithoutContent() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      Upstream upstream = client.upstream(target.url());
      LoopExchange exchange = client.exchange();

      UpstreamFixture.await(
          client.sending(upstream, RequestBuilder.any(), exchange).thenAccept(r -> exchange.end()));
      client.get(upstream);

      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void keepsAConnectionWhoseAnswerIsNotWanted() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc")) {
      Upstream upstream = client.upstream(target.url());

      UpstreamFixture.await(
          client
              .sending(upstream, RequestBuilder.any(), client.exchange())
              .thenAccept(r -> ((Body.Streamed) r.body()).discard()));
      client.get(upstream);

      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void asksNoTargetForAnExchangeThatIsOver() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      LoopExchange exchange = client.exchange();
      exchange.end();

      assertThat(
              UpstreamFixture.problemOf(
                      client.sending(client.upstream(target.url()), RequestBuilder.any(), exchange))
                  .code())
          .isEqualTo("CLIENT_ABORTED");
      assertThat(target.connections()).isZero();
    }
  }
}
