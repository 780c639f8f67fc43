package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition.Timeouts;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection is used again, and when rather not. */
class ConnectionReuseTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  /** Answers once per connection and then, asked again, closes without a word. */
  private static ScriptedTarget forgetful() {
    return ScriptedTarget.playing(
        wire -> {
          wire.readRequest();
          wire.send(OK);
          wire.readRequest();
        });
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Upstream upstream = client.upstream(target.url());

      for (int i = 0; i < 5; i++) {
        assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      }

      assertThat(target.requests()).hasSize(5);
      assertThat(target.connections()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
      })
  void believesATargetThatWillClose(String response) throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(response)) {
      Upstream upstream = client.upstream(target.url());

      client.text(upstream, RequestBuilder.any());
      client.text(upstream, RequestBuilder.any());

      assertThat(target.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
  void repeatsOnceWhatMayBeRepeated(String method) throws Exception {
    try (ScriptedTarget target = forgetful()) {
      Upstream upstream = client.upstream(target.url());
      client.text(upstream, RequestBuilder.any());

      GatewayResponse answer = client.send(upstream, RequestBuilder.of(method, "/").build());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(target.connections()).isEqualTo(2);
      assertThat(target.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "LOCK"})
  void neverRepeatsWhatMustNotBe(String method) throws Exception {
    try (ScriptedTarget target = forgetful()) {
      Upstream upstream = client.upstream(target.url());
      client.text(upstream, RequestBuilder.any());
      GatewayRequest request = RequestBuilder.of(method, "/").build();

      assertThat(client.problem(upstream, request).code()).isEqualTo("UPSTREAM_RESET");

      assertThat(target.requests()).hasSize(2);
      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void repeatsNothingOnAFreshConnection() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.playing(wire -> wire.readRequest())) {
      Upstream upstream = client.upstream(target.url());

      assertThat(client.problem(upstream, RequestBuilder.any()).code()).isEqualTo("UPSTREAM_RESET");
      assertThat(target.requests()).hasSize(1);
    }
  }

  @Test
  void repeatsNothingThatWasPartlyAnswered() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(OK);
              wire.readRequest();
              wire.send("HTTP/1.1 200");
            })) {
      Upstream upstream = client.upstream(target.url());
      client.text(upstream, RequestBuilder.any());

      assertThat(client.problem(upstream, RequestBuilder.any()).status()).isEqualTo(502);
      assertThat(target.requests()).hasSize(2);
    }
  }

  @Test
  void forgetsAConnectionThatTheTargetClosed() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(OK);
            })) {
      Upstream upstream = client.upstream(target.url());
      client.text(upstream, RequestBuilder.any());
      Awaiting.until("closing noticed", () -> client.idleConnections(upstream) == 0);

      assertThat(client.text(upstream, RequestBuilder.post("/", "once").build())).isEqualTo("ok");
      assertThat(target.requests()).hasSize(2);
    }
  }

  @Test
  void closesWhatIsIdleTooLong() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Timeouts impatient =
          new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(50));
      Upstream upstream = client.upstream(impatient, target.url());
      client.text(upstream, RequestBuilder.any());

      Awaiting.until("idle connection closed", () -> client.idleConnections(upstream) == 0);
    }
  }

  @Test
  void doesNotUseAConnectionForLongerThanTheTargetKeepsIt() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering(
            "HTTP/1.1 200 OK\r\nkeep-alive: max=5, timeout=1\r\ncontent-length: 2\r\n\r\nok")) {
      Upstream upstream = client.upstream(target.url());

      client.text(upstream, RequestBuilder.any());
      client.text(upstream, RequestBuilder.any());

      assertThat(target.connections()).isEqualTo(2);
    }
  }

  @Test
  void closesIdleConnectionsWithTheUpstream() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Upstream upstream = client.upstream(target.url());
      client.text(upstream, RequestBuilder.any());
      assertThat(client.idleConnections(upstream)).isOne();

      upstream.close();

      assertThat(client.idleConnections(upstream)).isZero();
    }
  }

  @Test
  void letsAnExchangeFinishAfterTheUpstreamIsClosed() throws Exception {
    try (ScriptedTarget target =
            ScriptedTarget.playing(
                wire -> {
                  wire.readRequest();
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab");
                  wire.readRequest();
                });
        ScriptedTarget other = ScriptedTarget.answering(OK)) {
      Upstream old = client.upstream(target.url());
      GatewayResponse answer = client.get(old);

      old.close();
      Upstream changed = client.upstream(other.url());

      assertThat(client.text(changed, RequestBuilder.any())).isEqualTo("ok");
      assertThat(answer.body().length()).isEqualTo(4);
      assertThat(client.idleConnections(old)).isZero();
      assertThat(target.connections()).isOne();
    }
  }
}
