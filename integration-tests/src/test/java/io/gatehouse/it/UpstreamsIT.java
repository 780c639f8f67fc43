package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Upstreams of several targets, of which some are broken, slow or gone. */
class UpstreamsIT {

  private static final StubUpstream A = StubUpstream.answering("a");
  private static final StubUpstream B = StubUpstream.answering("b");
  private static final StubUpstream BROKEN =
      StubUpstream.answering((request, wire) -> wire.respond(503, "broken"));
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
                upstreams:
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
                """
                    .formatted(A.url(), B.url(), BROKEN.url()))
            .start();
  }

  @AfterAll
  static void stop() {
    try (A;
        B;
        BROKEN) {
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
    assertThat(answers.get("a")).isBetween(56, 64);
    assertThat(answers.get("b")).isEqualTo(80 - answers.get("a"));
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

    assertThat(answers.get("broken")).isBetween(2, 3);
    assertThat(answers.get("a") + answers.get("b")).isBetween(57, 58);
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
  void explainsHowATargetIsChosen() {
    assertThat(gateway.run("explain", "GET", "/hashed").output())
        .contains("balance", "consistent-hash by header x-user");
    assertThat(gateway.run("explain", "GET", "/weighted").output()).contains("(weight 3)");
  }
}
