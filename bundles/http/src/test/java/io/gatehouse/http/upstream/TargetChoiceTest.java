package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.RequestBuilder;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which target is asked, and what is known of the others. */
class TargetChoiceTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void asksTargetsInTurn() throws Exception {
    try (ScriptedTarget a = ScriptedTarget.answering(OK);
        ScriptedTarget b = ScriptedTarget.answering(OK);
        ScriptedTarget c = ScriptedTarget.answering(OK)) {
      Upstream upstream = client.upstream(a.url(), b.url(), c.url());

      for (int i = 0; i < 9; i++) {
        client.text(upstream, RequestBuilder.any());
      }

      assertThat(a.requests()).hasSize(3);
      assertThat(b.requests()).hasSize(3);
      assertThat(c.requests()).hasSize(3);
    }
  }

  @Test
  void goesOnToTheNextTargetWhereOneAcceptsNoConnection() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Upstream upstream =
          client.upstream(ScriptedTarget.refusing(), ScriptedTarget.refusing(), target.url());

      for (int i = 0; i < 6; i++) {
        assertThat(client.text(upstream, RequestBuilder.post("/", "x").build())).isEqualTo("ok");
      }

      assertThat(target.requests()).hasSize(6);
      assertThat(upstream.status())
          .extracting(StatusEntry::state)
          .containsExactly(State.DEGRADED, State.DEGRADED, State.SERVING);
    }
  }

  @Test
  void failsWhereNoTargetAcceptsAConnection() {
    URI first = ScriptedTarget.refusing();
    Upstream upstream = client.upstream(first, ScriptedTarget.refusing());

    Problem problem = client.problem(upstream, RequestBuilder.any());

    assertThat(problem.code()).isEqualTo("UPSTREAM_CONNECT_FAILED");
    assertThat(problem.status()).isEqualTo(502);
    assertThat(problem.detail()).doesNotContain("127.0.0.1", Integer.toString(first.getPort()));
  }

  @Test
  void failsWhereNothingIsKnownOfTheName() {
    Problem problem =
        client.problem(client.upstream(URI.create("http://name.invalid")), RequestBuilder.any());

    assertThat(problem.code()).isEqualTo("UPSTREAM_NAME_UNRESOLVED");
    assertThat(problem.status()).isEqualTo(502);
    assertThat(problem.detail()).doesNotContain("name.invalid");
  }

  @Test
  void knowsWhereLocalhostIs() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Upstream upstream = client.upstream(target.url("localhost"));

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(target.onlyRequest()).contains("host: localhost:" + target.port() + "\r\n");
    }
  }

  @Test
  void tellsHowATargetIsDoing() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(OK);
              wire.readRequest();
              wire.send("nonsense\r\n\r\n");
            })) {
      Upstream upstream = client.upstream(target.url());
      String name = "orders/backend/127.0.0.1:" + target.port();
      assertThat(upstream.status()).containsExactly(StatusEntry.serving("target", name, "", ""));

      client.text(upstream, RequestBuilder.any());
      client.problem(upstream, RequestBuilder.post("/", "x").build());

      StatusEntry failed = upstream.status().getFirst();
      assertThat(failed.state()).isEqualTo(State.DEGRADED);
      assertThat(failed.name()).isEqualTo(name);
      assertThat(failed.detail()).contains("2026-01-02T03:04:05Z", "UPSTREAM_PROTOCOL_ERROR");

      client.text(upstream, RequestBuilder.any());

      assertThat(upstream.status()).containsExactly(StatusEntry.serving("target", name, "", ""));
    }
  }

  @Test
  void refusesAnUpstreamWithoutTargets() {
    assertThatThrownBy(() -> client.upstream()).isInstanceOf(PolicyConfigurationException.class);
  }
}
