package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Health;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which targets are left out, for how long, and how they come back. */
class EjectionTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String BROKEN =
      "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\nno";

  private final UpstreamFixture client = new UpstreamFixture();
  private final AtomicReference<String> answer = new AtomicReference<>(BROKEN);

  @AfterEach
  void close() {
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

  private static Health threeInARow(Duration eject) {
    return Definitions.passive(3, eject);
  }

  private int bad(Upstream upstream, int requests) {
    int bad = 0;
    for (int i = 0; i < requests; i++) {
      bad += client.text(upstream, RequestBuilder.any()).equals("no") ? 1 : 0;
    }
    return bad;
  }

  @Test
  void leavesOutATargetThatFailsSeveralTimesInARow() throws Exception {
    try (ScriptedTarget broken = changing();
        ScriptedTarget a = ScriptedTarget.answering(OK);
        ScriptedTarget b = ScriptedTarget.answering(OK)) {
      UpstreamDefinition usual = Definitions.of(broken.url(), a.url(), b.url());
      Upstream upstream = client.upstream(Definitions.with(usual, threeInARow(Definitions.LONG)));

      assertThat(bad(upstream, 60)).isEqualTo(3);
      assertThat(broken.requests()).hasSize(3);
      // what it does not get is shared by all the others
      assertThat(a.requests().size()).isBetween(27, 30);
      assertThat(b.requests().size()).isBetween(27, 30);
      StatusEntry entry = upstream.status().getFirst();
      assertThat(entry.state()).isEqualTo(State.DEGRADED);
      assertThat(entry.detail()).contains("left out", "status 503", "3 failures in a row");
    }
  }

  @Test
  void keepsATargetThatFailsNowAndThen() throws Exception {
    try (ScriptedTarget moody =
            ScriptedTarget.playing(
                wire -> {
                  for (int i = 0; wire.readRequest(); i++) {
                    wire.send(i % 3 == 0 ? OK : BROKEN);
                  }
                });
        ScriptedTarget a = ScriptedTarget.answering(OK)) {
      Upstream upstream =
          client.upstream(
              Definitions.with(
                  Definitions.of(moody.url(), a.url()), threeInARow(Definitions.LONG)));

      bad(upstream, 24);

      assertThat(moody.requests()).hasSize(12);
    }
  }

  @Test
  void countsResetsAndNonsense() throws Exception {
    try (ScriptedTarget broken = ScriptedTarget.playing(wire -> wire.readRequest());
        ScriptedTarget a = ScriptedTarget.answering(OK)) {
      Upstream upstream =
          client.upstream(
              Definitions.with(
                  Definitions.of(broken.url(), a.url()), threeInARow(Definitions.LONG)));

      for (int i = 0; i < 3; i++) {
        assertThat(client.problem(upstream, RequestBuilder.any()).code())
            .isEqualTo("UPSTREAM_RESET");
        client.text(upstream, RequestBuilder.any());
      }

      assertThat(bad(upstream, 10)).isZero();
    }
  }

  @Test
  void takesATargetBackAfterOneRequestThatSucceeds() throws Exception {
    try (ScriptedTarget broken = changing();
        ScriptedTarget a = ScriptedTarget.answering(OK)) {
      Upstream upstream =
          client.upstream(
              Definitions.with(
                  Definitions.of(broken.url(), a.url()), threeInARow(Duration.ofMillis(100))));
      bad(upstream, 10);
      assertThat(upstream.status().getFirst().state()).isEqualTo(State.DEGRADED);

      answer.set(OK);
      Awaiting.until(
          "tried again",
          () -> {
            bad(upstream, 1);
            return upstream.status().getFirst().state() == State.SERVING;
          });

      int before = broken.requests().size();
      bad(upstream, 10);
      assertThat(broken.requests()).hasSize(before + 5);
    }
  }

  @Test
  void staysOutForLongerEachTime() throws Exception {
    HealthRules rules =
        HealthRules.of(
            new Health(
                new UpstreamDefinition.Passive(
                    3, java.util.Set.of(), Duration.ofSeconds(5), Duration.ofSeconds(30), 50),
                Optional.empty(),
                Duration.ZERO),
            false);

    assertThat(rules.ejectNanos(1)).isEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat(rules.ejectNanos(2)).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(rules.ejectNanos(3)).isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(rules.ejectNanos(4)).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(rules.ejectNanos(1_000_000)).isEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void leavesOutNoMoreThanItsShareOfTheTargets() throws Exception {
    try (ScriptedTarget a = changing();
        ScriptedTarget b = changing();
        ScriptedTarget c = changing();
        ScriptedTarget d = changing()) {
      UpstreamDefinition usual = Definitions.of(a.url(), b.url(), c.url(), d.url());
      Upstream upstream = client.upstream(Definitions.with(usual, threeInARow(Definitions.LONG)));

      assertThat(bad(upstream, 80)).isEqualTo(80);

      // two of four are left out, the others go on with what comes
      assertThat(a.requests().size() + b.requests().size()).isBetween(6, 8);
      assertThat(c.requests().size() + d.requests().size()).isBetween(72, 74);
    }
  }

  @Test
  void neverLeavesOutTheOnlyTarget() throws Exception {
    try (ScriptedTarget broken = changing()) {
      Upstream upstream =
          client.upstream(
              Definitions.with(Definitions.of(broken.url()), threeInARow(Definitions.LONG)));

      assertThat(bad(upstream, 20)).isEqualTo(20);
      assertThat(broken.requests()).hasSize(20);
    }
  }

  @Test
  void asksEverybodyWhereAllAreOut() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    URI restarted = URI.create("http://127.0.0.1:" + port);
    Upstream upstream =
        client.upstream(
            Definitions.with(
                Definitions.of(restarted, ScriptedTarget.refusing()),
                threeInARow(Definitions.LONG)));
    assertThat(client.problem(upstream, RequestBuilder.any()).code())
        .isEqualTo("UPSTREAM_CONNECT_FAILED");

    try (ScriptedTarget back =
        ScriptedTarget.on(
            new ServerSocket(port, 50, InetAddress.getLoopbackAddress()),
            "http",
            wire -> {
              while (wire.readRequest()) {
                wire.send(OK);
              }
            })) {
      assertThat(bad(upstream, 4)).isZero();
      assertThat(back.requests()).hasSize(4);
    }
  }

  @Test
  void remembersWhoIsOutWhenTheDefinitionChanges() throws Exception {
    try (ScriptedTarget broken = changing();
        ScriptedTarget a = ScriptedTarget.answering(OK);
        ScriptedTarget added = ScriptedTarget.answering(OK)) {
      Health health = threeInARow(Definitions.LONG);
      Upstream old =
          client.upstream(Definitions.with(Definitions.of(broken.url(), a.url()), health));
      bad(old, 10);

      Upstream changed =
          client.upstream(
              Definitions.with(Definitions.of(broken.url(), a.url(), added.url()), health));
      old.close();

      assertThat(bad(changed, 20)).isZero();
      assertThat(broken.requests()).hasSize(3);
    }
  }

  @Test
  void forgetsWithTheUpstream() throws Exception {
    try (ScriptedTarget broken = changing();
        ScriptedTarget a = ScriptedTarget.answering(OK)) {
      UpstreamDefinition definition =
          Definitions.with(Definitions.of(broken.url(), a.url()), threeInARow(Definitions.LONG));
      Upstream first = client.upstream(definition);
      bad(first, 10);
      first.close();

      Upstream second = client.upstream(definition);

      assertThat(bad(second, 4)).isEqualTo(2);
    }
  }

  @Test
  void startsATargetSlowly() throws IOException {
    try (ScriptedTarget broken = changing();
        ScriptedTarget a = ScriptedTarget.answering(OK)) {
      Health usual = threeInARow(Duration.ofMillis(50));
      Upstream upstream =
          client.upstream(
              Definitions.with(
                  Definitions.of(broken.url(), a.url()),
                  new Health(usual.passive(), Optional.empty(), Definitions.LONG)));
      bad(upstream, 10);
      answer.set(OK);
      Awaiting.until(
          "tried again",
          () -> {
            bad(upstream, 1);
            return upstream.status().getFirst().state() == State.SERVING;
          });

      int before = broken.requests().size();
      bad(upstream, 110);

      // one in eleven, a tenth of what the other gets
      assertThat(broken.requests().size() - before).isBetween(9, 11);
    }
  }
}
