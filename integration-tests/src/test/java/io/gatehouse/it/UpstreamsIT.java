package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Upstreams of several targets, of which some are broken, slow or gone. */
class UpstreamsIT {

  private static final StubUpstream A = StubUpstream.answering("a");
  private static final StubUpstream B = StubUpstream.answering("b");
  private static final StubUpstream BROKEN =
      StubUpstream.answering((request, wire) -> wire.respond(503, "broken"));
  private static final CountDownLatch RELEASE = new CountDownLatch(1);
  private static final StubUpstream HELD =
      StubUpstream.answering(
          (request, wire) -> {
            try {
              RELEASE.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            wire.respond(200, "held");
          });
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("upstreams")
            .file(
                "apis/balanced.yaml",
                """
                api: balanced
                routes:
                  - { name: weighted, match: { paths: [/weighted] }, to: { upstream: weighted } }
                  - { name: hashed, match: { paths: [/hashed] }, to: { upstream: hashed } }
                  - { name: broken, match: { paths: [/broken] }, to: { upstream: broken } }
                  - { name: gone, match: { paths: [/gone] }, to: { upstream: gone } }
                  - { name: retried, match: { paths: [/retried] }, to: { upstream: retried } }
                  - { name: guarded, match: { paths: [/guarded] }, to: { upstream: guarded } }
                  - { name: limited, match: { paths: [/limited] }, to: { upstream: limited } }
                  - { name: checked, match: { paths: [/checked] }, to: { upstream: checked } }
                upstreams:
                  checked:
                    targets: [ { url: "%3$s" }, { url: "%1$s" } ]
                    health:
                      passive: { failures: 0 }
                      check: { path: /health, interval: 100ms, unhealthy: 1, healthy: 1 }
                  weighted:
                    targets: [ { url: "%1$s", weight: 3 }, { url: "%2$s" } ]
                  hashed:
                    targets: [ { url: "%1$s" }, { url: "%2$s" } ]
                    balance: consistent-hash
                    hash: { by: header, name: x-user }
                  broken:
                    targets: [ { url: "%3$s" }, { url: "%1$s" }, { url: "%2$s" } ]
                    health: { passive: { failures: 2, eject: 10m, maxEject: 1h } }
                  gone:
                    targets: [ { url: "http://127.0.0.1:1" }, { url: "%1$s" } ]
                  retried:
                    targets: [ { url: "%3$s" }, { url: "%1$s" } ]
                    health: { passive: { failures: 0 } }
                    retries: { budget: { percent: 100 } }
                  guarded:
                    targets: [ { url: "%3$s" } ]
                    circuitBreaker: { failures: 3, open: 10m }
                  limited:
                    targets: [ { url: "%4$s" } ]
                    limits: { requests: 1 }
                """
                    .formatted(A.url(), B.url(), BROKEN.url(), HELD.url()))
            .start();
  }

  @AfterAll
  static void stop() {
    try (A;
        B;
        BROKEN;
        HELD) {
      RELEASE.countDown();
      gateway.close();
    }
  }

  private static Map<String, Integer> answers(String path, int requests, String... headers) {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      answers.merge(gateway.send("GET", path, "", headers).text(), 1, Integer::sum);
    }
    return answers;
  }

  @Test
  void sharesRequestsByWeight() {
    Map<String, Integer> answers = answers("/weighted", 80);

    // each event loop keeps its own turn
    assertThat(answers.getOrDefault("a", 0)).isBetween(56, 64);
    assertThat(answers.getOrDefault("b", 0)).isEqualTo(80 - answers.getOrDefault("a", 0));
  }

  @Test
  void sendsAKeyToOneTarget() {
    for (int user = 0; user < 8; user++) {
      assertThat(answers("/hashed", 4, "x-user: u" + user)).hasSize(1);
    }
  }

  @Test
  void leavesOutABrokenTargetOfThreeAndSaysSo() {
    Map<String, Integer> answers = answers("/broken", 60);

    assertThat(answers.getOrDefault("broken", 0)).isBetween(2, 3);
    assertThat(answers.getOrDefault("a", 0) + answers.getOrDefault("b", 0)).isBetween(57, 58);
    String target = "127.0.0.1:" + BROKEN.port();
    Awaiting.until(
        "it is in the metrics",
        () ->
            gateway
                .admin()
                .metrics()
                .contains(
                    "gatehouse_upstream_target_in{api=\"balanced\",target=\""
                        + target
                        + "\",upstream=\"broken\"} 0"));
    assertThat(gateway.run("status").output()).contains(target, "left out", "status 503");
  }

  @Test
  void clientsSeeNothingOfATargetThatIsGone() {
    assertThat(answers("/gone", 20)).isEqualTo(Map.of("a", 20));
  }

  @Test
  void sendsAgainWhatOneTargetFailedAndSaysSo() {
    assertThat(answers("/retried", 20)).isEqualTo(Map.of("a", 20));

    Awaiting.until(
        "retries are in the access log",
        () ->
            gateway.accessLog().stream()
                .anyMatch(
                    line ->
                        line.path("path").asText().equals("/retried")
                            && line.path("retries").asInt() == 1));
    assertThat(gateway.admin().metrics())
        .containsPattern(
            "gatehouse_upstream_retries_total\\{api=\"balanced\",upstream=\"retried\"} [1-9]");
  }

  @Test
  void aCircuitBreakerAnswersAtOnce() {
    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/guarded").text()).isEqualTo("broken");
    }

    RawResponse refused = gateway.get("/guarded");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text()).contains("UPSTREAM_CIRCUIT_OPEN");
    assertThat(refused.first("retry-after"))
        .hasValueSatisfying(s -> assertThat(s).matches("[0-9]+"));
    assertThat(gateway.log()).contains("circuit breaker opened");
  }

  @Test
  void refusesWhatIsTooMuchAtOnce() {
    try (RawHttp first = gateway.connect()) {
      first.send("GET /limited HTTP/1.1\r\nHost: it.test\r\n\r\n");
      Awaiting.until("the first is with the target", () -> HELD.heads() == 1);

      RawResponse refused = gateway.get("/limited");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("UPSTREAM_BUSY");
      assertThat(refused.first("retry-after")).contains("1");

      RELEASE.countDown();
      assertThat(first.response().text()).isEqualTo("held");
    }
    Awaiting.until("there is room again", () -> gateway.get("/limited").status() == 200);
  }

  @Test
  void leavesOutATargetThatFailsItsHealthCheck() {
    String target = "balanced/checked/127.0.0.1:" + BROKEN.port();
    Awaiting.until(
        "it is left out",
        () ->
            gateway
                .status()
                .find("target", target)
                .filter(entry -> entry.text().contains("HEALTH_CHECK_FAILED"))
                .isPresent());

    assertThat(answers("/checked", 20)).isEqualTo(Map.of("a", 20));
  }

  @Test
  void explainsHowATargetIsChosen() {
    assertThat(gateway.run("explain", "GET", "/hashed").output())
        .contains("balance", "consistent-hash by header x-user");
    assertThat(gateway.run("explain", "GET", "/weighted").output()).contains("(weight 3)");
  }
}
