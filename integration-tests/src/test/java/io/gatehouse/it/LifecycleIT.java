package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.InstanceBuilder;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How the gateway starts, refuses to, and stops. */
class LifecycleIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");

  @AfterAll
  static void stop() {
    UPSTREAM.close();
  }

  private static InstanceBuilder gateway(String name) {
    return GatehouseInstance.named(name)
        .file(
            "apis/life.yaml",
            """
            api: life
            version: "1"
            routes: [ { name: all, match: { paths: [/life/**] }, to: { upstream: u } } ]
            upstreams: { u: { targets: [ { url: "%s" } ] } }
            """
                .formatted(UPSTREAM.url()));
  }

  @Test
  void whatIsUnderWayIsFinishedBeforeItStops() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (GatehouseInstance gateway = gateway("drain").drain("10s").start();
        RawHttp idle = gateway.connect();
        RawHttp http = gateway.connect()) {
      idle.send("GET /life/idle HTTP/1.1\r\nHost: it.test\r\n\r\n");
      idle.response();
      UPSTREAM.answer(
          (request, wire) -> {
            if (request.target().equals("/life/slow")) {
              asked.countDown();
              awaitQuietly(answer);
            }
            wire.respond(200, "finished");
          });
      http.send("GET /life/slow HTTP/1.1\r\nHost: it.test\r\n\r\n");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      ProcessHandle.of(gateway.pid()).orElseThrow().destroy();
      Awaiting.until("new connections are refused", () -> refuses(gateway));
      assertThat(gateway.isAlive()).isTrue();
      answer.countDown();

      RawResponse response = http.response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("finished");
      assertThat(response.announcesClose()).isTrue();
      assertThat(gateway.awaitExit()).isZero();
      assertThat(gateway.base().resolve("data/gatehouse.pid")).doesNotExist();
      assertThat(gateway.base().resolve("data/admin.json")).doesNotExist();
    } finally {
      answer.countDown();
      UPSTREAM.answer(io.gatehouse.it.harness.Responder.text("ok"));
    }
  }

  private static boolean refuses(GatehouseInstance gateway) {
    try (RawHttp http = gateway.connect()) {
      http.send("GET /life/late HTTP/1.1\r\nHost: it.test\r\nConnection: close\r\n\r\n");
      return http.read().map(r -> r.status() == 503).orElse(true);
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ctrlCStopsItToo() throws IOException, InterruptedException {
    try (GatehouseInstance gateway = gateway("interrupt").start()) {
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(gateway.pid())).start().waitFor())
          .isZero();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void aSecondOneOnTheSameFolderIsRefused() {
    try (GatehouseInstance gateway = gateway("second").start()) {
      GatehouseInstance.Ran second = gateway.run("run");

      assertThat(second.exitCode()).isEqualTo(5);
      assertThat(second.output()).contains("already").contains(Long.toString(gateway.pid()));
      assertThat(gateway.get("/life/x").status()).isEqualTo(200);
      assertThat(gateway.admin().isReady()).isTrue();
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      GatehouseInstance gateway = gateway("port-taken").port(taken.getLocalPort()).prepare();

      GatehouseInstance.Ran ran = gateway.run("run");

      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.output()).contains(Integer.toString(taken.getLocalPort()));
      assertThat(ran.output()).doesNotContain("\tat ");
    }
  }

  @Test
  void settingsThatAreMistakenAreSaidWithTheirPlaceAndServeOnceMended() {
    try (GatehouseInstance gateway = gateway("mistaken").prepare()) {
      String good = gateway.read("etc/gatehouse.yaml");
      gateway.drop("etc/gatehouse.yaml", "listeners:\n  - name: plain\n    prot: 8080\n");

      gateway.launch("run");
      Awaiting.until(
          "the mistake is on the console",
          Duration.ofSeconds(60),
          () -> gateway.console().contains("etc/gatehouse.yaml:3"));
      assertThat(gateway.console()).contains("port");

      gateway.drop("etc/gatehouse.yaml", good);
      Awaiting.until(
          "the mended settings serve", Duration.ofSeconds(60), () -> gateway.admin().isReady());
      assertThat(gateway.get("/life/x").status()).isEqualTo(200);
    }
  }

  @Test
  void oneMistakenApiDoesNotKeepTheOthersFromServing() {
    try (GatehouseInstance gateway =
        gateway("one-mistaken").file("apis/bad.yaml", "api: bad\nroutes: 7\n").start()) {
      assertThat(gateway.get("/life/x").status()).isEqualTo(200);
      assertThat(gateway.errorBeside("apis/bad.yaml").orElseThrow()).contains("apis/bad.yaml:2");
      assertThat(gateway.status().ofSource("apis/bad.yaml"))
          .anyMatch(entry -> entry.state().equals("refused"));
    }
  }

  @Test
  void startStatusAndStopWorkInTheBackground() throws IOException {
    GatehouseInstance folder = gateway("background").prepare();
    assertThat(folder.run("status").exitCode()).isEqualTo(4);
    assertThat(folder.run("stop").exitCode()).isEqualTo(4);

    GatehouseInstance.Ran started = folder.run("start");
    try {
      assertThat(started.exitCode()).as(started.output()).isZero();
      assertThat(folder.get("/life/x").status()).isEqualTo(200);
      assertThat(Files.readString(folder.base().resolve("data/gatehouse.pid")).strip())
          .matches("[0-9]+");
      assertThat(folder.run("start").exitCode()).isEqualTo(5);
      GatehouseInstance.Ran status = folder.run("status");
      assertThat(status.exitCode()).isZero();
      assertThat(status.output()).contains("life").containsIgnoringCase("serving");
      assertThat(folder.run("status", "--json").output()).contains("\"entries\"");
    } finally {
      assertThat(folder.run("stop").exitCode()).isZero();
    }
    assertThat(folder.run("status").exitCode()).isEqualTo(4);
    assertThat(folder.base().resolve("data/gatehouse.pid")).doesNotExist();
  }

  @Test
  void itStartsAgainAfterItWasKilled() {
    GatehouseInstance gateway = gateway("killed").start();
    gateway.kill();
    assertThat(gateway.awaitExit()).isNotZero();

    gateway.start();

    try (gateway) {
      assertThat(gateway.get("/life/x").status()).isEqualTo(200);
    }
  }

  @Test
  void aCommandThatIsNoneIsWrongUsage() {
    GatehouseInstance folder = gateway("usage").prepare();

    assertThat(folder.run("strat").exitCode()).isEqualTo(2);
    assertThat(folder.run("--nonsense").exitCode()).isEqualTo(2);
  }
}
