package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.UpstreamDefinition.Check;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets that are asked how they are. */
class HealthCheckTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String ILL = "HTTP/1.1 503 No\r\ncontent-length: 2\r\n\r\nno";

  private final UpstreamFixture client = new UpstreamFixture();
  private final AtomicReference<String> health = new AtomicReference<>(OK);

  @AfterEach
  void close() {
    client.close();
  }

  /** Serves all the same, whatever it says of its health. */
  private ScriptedTarget asked() {
    return ScriptedTarget.playing(
        wire -> {
          while (true) {
            String head = wire.readHead();
            if (head.isEmpty()) {
              return;
            }
            wire.send(head.startsWith("GET /health ") ? health.get() : OK);
          }
        });
  }

  private static Health checks(Optional<String> path, Integer... statuses) {
    Duration often = Duration.ofMillis(20);
    return new Health(
        Definitions.tolerant().passive(),
        Optional.of(new Check(path, often, Duration.ofSeconds(10), 2, 2, Set.of(statuses))),
        Duration.ZERO);
  }

  private Upstream upstream(Health rules, URI... targets) {
    return client.upstream(Definitions.with(Definitions.of(targets), rules));
  }

  private static void await(Upstream upstream, State state) {
    Awaiting.until("the target is " + state, () -> upstream.status().getFirst().state() == state);
  }

  @Test
  void leavesOutATargetThatIsNotWell() throws Exception {
    try (ScriptedTarget ill = asked();
        ScriptedTarget other = asked();
        ScriptedTarget plain = ScriptedTarget.answering(OK)) {
      Upstream upstream =
          upstream(checks(Optional.of("/health")), ill.url(), plain.url(), other.url());
      health.set(ILL);
      Awaiting.until(
          "two are out",
          () -> upstream.status().stream().filter(e -> e.state() == State.DEGRADED).count() == 2);

      int before = plain.requests().size();
      for (int i = 0; i < 10; i++) {
        client.text(upstream, RequestBuilder.any());
      }

      long served =
          plain.requests().stream().skip(before).filter(r -> r.startsWith("GET / ")).count();
      assertThat(plain.requests().stream().anyMatch(r -> r.contains("gatehouse-health-check")))
          .isTrue();
      assertThat(served).isEqualTo(10);
      StatusEntry entry = upstream.status().getFirst();
      assertThat(entry.detail()).contains("left out", "HEALTH_CHECK_FAILED", "status 503");

      health.set(OK);
      await(upstream, State.SERVING);
    }
  }

  @Test
  void takesOtherStatusesForGood() throws Exception {
    try (ScriptedTarget target = asked()) {
      health.set("HTTP/1.1 401 Who\r\ncontent-length: 2\r\n\r\nno");
      Upstream strict = upstream(checks(Optional.of("/health")), target.url());
      await(strict, State.DEGRADED);
      strict.close();

      Upstream content = upstream(checks(Optional.of("/health"), 401), target.url());

      await(content, State.SERVING);
    }
  }

  @Test
  void asksEverybodyWhereNobodyIsWell() throws Exception {
    try (ScriptedTarget target = asked()) {
      health.set(ILL);
      Upstream upstream = upstream(checks(Optional.of("/health")), target.url());
      await(upstream, State.DEGRADED);

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
    }
  }

  @Test
  void noticesThatATargetIsBackWithoutARequest() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    Upstream upstream = upstream(checks(Optional.empty()), URI.create("http://127.0.0.1:" + port));
    await(upstream, State.DEGRADED);

    try (ServerSocket _ = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      await(upstream, State.SERVING);
    }
  }

  @Test
  void asksNoMoreWhenTheUpstreamIsClosed() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(OK)) {
      Upstream upstream = upstream(checks(Optional.of("/health")), target.url());
      Awaiting.until("asked", () -> target.requests().size() > 2);

      upstream.close();
      client.onLoop(() -> true).join();
      client.onLoop(() -> true).join();
      int asked = target.requests().size();
      long later = System.nanoTime() + Duration.ofMillis(200).toNanos();
      Awaiting.until("ten intervals have passed", () -> System.nanoTime() - later > 0);

      assertThat(target.requests().size()).isLessThanOrEqualTo(asked + 1);
    }
  }
}
