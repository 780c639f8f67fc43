package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator can see of the gateway from outside. */
class ObservabilityIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("hello");
  private static final AtomicInteger MARKS = new AtomicInteger();
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("observability")
            .file(
                "apis/seen.yaml",
                """
                api: seen
                version: "1"
                routes:
                  - { name: all, match: { paths: [/seen/**] }, to: { upstream: back } }
                upstreams: { back: { targets: [ { url: "%s" } ] } }
                """
                    .formatted(UPSTREAM.url()))
            .start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  /** The lines that were added by this, as soon as there are so many. */
  private static List<JsonNode> linesOf(int count, Runnable requests) {
    String mark = "/seen/mark-" + MARKS.incrementAndGet();
    gateway.get(mark);
    Awaiting.until("what was before is written", () -> indexOf(mark) >= 0);
    int before = gateway.accessLog().size();
    requests.run();
    Awaiting.until("the access log is written", () -> gateway.accessLog().size() >= before + count);
    List<JsonNode> all = gateway.accessLog();
    return all.subList(before, all.size());
  }

  private static int indexOf(String path) {
    return gateway.accessLog().stream().map(l -> l.path("path").asText()).toList().indexOf(path);
  }

  @Test
  void everyRequestIsOneLineOfTheAccessLog() {
    List<JsonNode> lines =
        linesOf(
            4,
            () -> {
              gateway.send("POST", "/seen/a?secret=canary-in-query", "12345", "User-Agent: it/1");
              gateway.get("/nowhere");
              try (RawHttp http = gateway.connect()) {
                http.send("GET /seen/b HTTP/1.1\r\nHost: it.test\r\nBad Name: x\r\n\r\n");
                assertThat(http.response().status()).isEqualTo(400);
              }
              try (RawHttp http = gateway.connect()) {
                http.send("rubbish\r\n\r\n");
                assertThat(http.response().status()).isEqualTo(400);
              }
            });

    assertThat(lines).hasSize(4);
    // of requests on different event loops the later one may be written first
    JsonNode good =
        lines.stream().filter(l -> l.path("status").asInt() == 200).findFirst().orElseThrow();
    assertThat(good.path("method").asText()).isEqualTo("POST");
    assertThat(good.path("path").asText()).isEqualTo("/seen/a");
    assertThat(good.path("api").asText()).isEqualTo("seen");
    assertThat(good.path("bytesIn").asLong()).isEqualTo(5);
    assertThat(good.path("bytesOut").asLong()).isEqualTo(5);
    assertThat(good.toString()).contains("it/1").doesNotContain("canary-in-query");
    assertThat(lines)
        .extracting(l -> l.path("status").asInt())
        .containsExactlyInAnyOrder(200, 404, 400, 400);
    assertThat(lines)
        .filteredOn(l -> !l.equals(good))
        .allMatch(l -> !l.path("failure").asText().isEmpty());
  }

  @Test
  void aLineCarriesTheIdThatTheClientGot() {
    List<RawResponse> responses = new ArrayList<>();
    List<JsonNode> lines = linesOf(1, () -> responses.add(gateway.get("/seen/id")));

    String id = responses.getFirst().first("x-request-id").orElseThrow();
    assertThat(lines.getFirst().toString()).contains(id);
  }

  @Test
  void aRequestThatTheClientGaveUpIsALineToo() {
    UPSTREAM.answer(
        (request, wire) -> {
          java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
          wire.respond(200, "late");
        });
    List<JsonNode> lines =
        linesOf(
            1,
            () -> {
              try (RawHttp http = gateway.connect()) {
                int heads = UPSTREAM.heads();
                http.send("GET /seen/gone HTTP/1.1\r\nHost: it.test\r\n\r\n");
                Awaiting.until("the upstream is asked", () -> UPSTREAM.heads() > heads);
                http.abort();
              }
            });
    UPSTREAM.answer(io.gatehouse.it.harness.Responder.text("hello"));

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().path("completed").asBoolean(true)).isFalse();
  }

  @Test
  void nothingThatAClientSendsBreaksALine() {
    List<JsonNode> lines =
        linesOf(
            1,
            () ->
                gateway.get(
                    "/seen/%22%7d%0b?x",
                    "User-Agent: \"}\\u0000 ${jndi:ldap://x} \u00e9\u001b[31m"
                        .replace("\u001b", "")));

    assertThat(lines).hasSize(1);
  }

  @Test
  void metricsCountRequestsInBoundedSeries() {
    for (int i = 0; i < 50; i++) {
      gateway.get("/seen/many-" + i);
      gateway.get("/unknown-" + i);
      gateway.send("M" + i, "/seen/method", "");
    }
    String metrics = gateway.admin().metrics();

    assertThat(metrics).contains("gatehouse_").contains("# TYPE").contains("seen");
    assertThat(metrics).contains("gatehouse_listener_connections{listener=");
    assertThat(metrics)
        .doesNotContain("many-7")
        .doesNotContain("unknown-7")
        .doesNotContain("\"M7\"");
    assertThat(metrics.lines().filter(l -> !l.startsWith("#")))
        .allMatch(l -> l.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*\\})? [-+0-9.eEInfNa]+"));
  }

  @Test
  void statusTellsHowThingsAre() {
    assertThat(gateway.status().state("api", "seen")).isEqualTo("serving");
    assertThat(gateway.status().entries())
        .extracting(e -> e.kind())
        .contains("api", "route", "listener", "bundle", "target");
  }

  @Test
  void healthNeedsNoTokenAndNothingElseIsForEverybody() {
    assertThat(gateway.admin().getWithoutToken("/health/live").statusCode()).isEqualTo(200);
    assertThat(gateway.admin().getWithoutToken("/health/ready").statusCode()).isEqualTo(200);
    assertThat(gateway.admin().getWithoutToken("/status").statusCode()).isIn(401, 403);
    assertThat(gateway.admin().get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void theTokenIsForItsOwnerOnly() throws IOException {
    String permissions =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(gateway.base().resolve("data/admin.token")));
    assertThat(permissions).isEqualTo("rw-------");
  }

  @Test
  void theAdminEndpointIsOnLoopbackOnly() throws SocketException {
    int port = gateway.admin().uri("/").getPort();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (!address.isLoopbackAddress() && address instanceof java.net.Inet4Address) {
          assertThat(connects(address, port)).as("%s", address).isFalse();
        }
      }
    }
  }

  private static boolean connects(InetAddress address, int port) {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theAdminEndpointIsNotOnTheTrafficPort() {
    for (String path : List.of("/status", "/metrics", "/health/live", "/health/ready")) {
      assertThat(gateway.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void everyRequestHasAnIdOfItsOwn() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      ids.add(gateway.get(i % 2 == 0 ? "/seen/a" : "/nowhere").first("x-request-id").orElseThrow());
    }
    assertThat(ids).hasSize(20);
  }

  @Test
  void aTraceIsContinued() {
    UPSTREAM.forget();
    gateway.get(
        "/seen/a",
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "tracestate: a=1");

    List<String> sent = UPSTREAM.only().all("traceparent");
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst()).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-").endsWith("-01");
    assertThat(UPSTREAM.only().first("tracestate")).contains("a=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
      })
  void aTraceThatIsNoneIsReplaced(String traceparent) {
    UPSTREAM.forget();
    gateway.get("/seen/a", "traceparent: " + traceparent, "tracestate: a=1");

    List<String> sent = UPSTREAM.only().all("traceparent");
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst())
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
        .doesNotContain("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(UPSTREAM.only().all("tracestate")).isEmpty();
  }
}
