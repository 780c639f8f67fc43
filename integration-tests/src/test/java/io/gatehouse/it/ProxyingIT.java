package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.FreePorts;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.it.hostile.Ours;
import io.gatehouse.testsupport.Awaiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyingIT {

  private static final StubUpstream FIRST = StubUpstream.answering("first");
  private static final StubUpstream SECOND = StubUpstream.answering("second");
  private static final int COMES_AND_GOES = FreePorts.next();
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("proxying")
            .file(
                "apis/shop.yaml",
                """
                api: shop
                version: "1"
                match: { paths: [/shop/**] }
                routes:
                  - name: everything
                    match: { paths: [/shop/**] }
                    to: { upstream: first }
                  - name: get-order
                    match: { methods: [GET, HEAD], paths: ["/shop/orders/{id}"] }
                    to: { upstream: first, path: "/internal/{id}/order" }
                  - name: newest
                    match: { methods: [GET], paths: [/shop/orders/newest] }
                    to: { upstream: second }
                  - name: beta
                    match: { paths: [/shop/orders/newest], headers: { x-beta: "yes" } }
                    to: { upstream: first, path: /beta }
                  - name: csv
                    match: { paths: [/shop/orders/newest], query: { format: csv } }
                    to: { upstream: first, path: /csv }
                  - name: both
                    match: { paths: [/shop/both] }
                    to: { upstream: both }
                  - name: down
                    match: { paths: [/shop/down] }
                    to: { upstream: down }
                upstreams:
                  first: { targets: [ { url: "%1$s" } ] }
                  second: { targets: [ { url: "%2$s" } ] }
                  both: { targets: [ { url: "%1$s" }, { url: "%2$s" } ] }
                  down: { targets: [ { url: "http://127.0.0.1:%3$d" } ], timeouts: { connect: 500ms } }
                limits: { body: 100KiB }
                """
                    .formatted(FIRST.url(), SECOND.url(), COMES_AND_GOES))
            .file(
                "apis/hosted.yaml",
                """
                api: hosted
                version: "1"
                match: { hosts: ["*.example.com", exact.test] }
                routes: [ { name: all, match: { paths: [/hosted] }, to: { upstream: u } } ]
                upstreams: { u: { targets: [ { url: "%s" } ] } }
                """
                    .formatted(SECOND.url()))
            .file(
                "apis/strict.yaml",
                """
                api: strict
                version: "1"
                routes:
                  - { name: post, match: { methods: [POST], paths: [/strict] }, to: { upstream: u } }
                upstreams: { u: { targets: [ { url: "%s" } ] } }
                """
                    .formatted(SECOND.url()))
            .start();
  }

  @AfterAll
  static void stop() {
    try (FIRST;
        SECOND) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    FIRST.answer(Responder.text("first"));
    SECOND.answer(Responder.text("second"));
    FIRST.forget();
    SECOND.forget();
  }

  @Test
  void passesARequestOnWithItsQueryAndFields() {
    RawResponse response = gateway.get("/shop/a/b?x=1&y=%20", "X-Any: one", "X-Any: two");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("first");
    Received request = FIRST.only();
    assertThat(request.target()).isEqualTo("/shop/a/b?x=1&y=%20");
    assertThat(request.all("x-any")).containsExactly("one", "two");
    assertThat(request.first("x-forwarded-for")).contains("127.0.0.1");
    assertThat(request.first("x-forwarded-proto")).contains("http");
    assertThat(request.all("host")).hasSize(1);
    assertThat(FIRST.complaints()).isEmpty();
  }

  @Test
  void passesABodyOn() {
    gateway.send("POST", "/shop/a", "hello, world");

    assertThat(FIRST.only().text()).isEqualTo("hello, world");
    assertThat(FIRST.only().all("content-length")).containsExactly("12");
  }

  @Test
  void passesAChunkedBodyOn() {
    try (RawHttp http = gateway.connect()) {
      http.send("POST /shop/a HTTP/1.1\r\nHost: it.test\r\nTransfer-Encoding: chunked\r\n\r\n");
      http.send("5\r\nhello\r\n").send("7\r\n, world\r\n").send("0\r\n\r\n");

      assertThat(http.response().status()).isEqualTo(200);
    }
    assertThat(FIRST.only().text()).isEqualTo("hello, world");
  }

  @Test
  void passesAnUpstreamsResponseOnWithoutWhatHoldsForOneConnectionOnly() {
    FIRST.answer(
        (request, wire) ->
            wire.respond(
                418,
                "short and stout",
                "X-Pot: tea",
                "Set-Cookie: a=1",
                "Set-Cookie: b=2",
                "Connection: x-private",
                "X-Private: 1",
                "Keep-Alive: timeout=3"));

    RawResponse response = gateway.get("/shop/a");

    assertThat(response.status()).isEqualTo(418);
    assertThat(response.text()).isEqualTo("short and stout");
    assertThat(response.first("x-pot")).contains("tea");
    assertThat(response.all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(response.all("x-private")).isEmpty();
    assertThat(response.all("keep-alive")).isEmpty();
  }

  @Test
  void headHasTheSameHeadAndNoBodyAndKeepsTheConnection() {
    try (RawHttp http = gateway.connect()) {
      FIRST.answer(
          (request, wire) ->
              wire.send(
                  request.method().equals("HEAD")
                      ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                      : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));

      http.send("HEAD /shop/a HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse head = http.read("HEAD").orElseThrow();
      http.send("GET /shop/a HTTP/1.1\r\nHost: it.test\r\n\r\n");
      RawResponse get = http.response();

      assertThat(head.first("content-length")).contains("5");
      assertThat(get.text()).isEqualTo("hello");
    }
  }

  @Test
  void oneConnectionServesManyRequestsAndTheUpstreamsToo() {
    int before = FIRST.connections();
    try (RawHttp http = gateway.connect()) {
      for (int i = 0; i < 100; i++) {
        http.send("GET /shop/" + i + " HTTP/1.1\r\nHost: it.test\r\n\r\n");
        assertThat(http.response().status()).isEqualTo(200);
      }
    }
    assertThat(FIRST.received()).hasSize(100);
    assertThat(FIRST.connections() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    FIRST.answer(
        (request, wire) -> {
          if (request.target().endsWith("/0")) {
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
          }
          wire.respond(200, request.target());
        });
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      all.append("GET /shop/").append(i).append(" HTTP/1.1\r\nHost: it.test\r\n\r\n");
    }
    try (RawHttp http = gateway.connect()) {
      http.send(all.toString());
      for (int i = 0; i < 10; i++) {
        assertThat(http.response().text()).isEqualTo("/shop/" + i);
      }
    }
  }

  @Test
  void closesWhereTheClientAsksFor() {
    try (RawHttp http = gateway.connect()) {
      http.send("GET /shop/a HTTP/1.1\r\nHost: it.test\r\nConnection: close\r\n\r\n");
      assertThat(http.response().announcesClose()).isTrue();
      assertThat(http.closesWithin(java.time.Duration.ofSeconds(2))).isTrue();
    }
    try (RawHttp http = gateway.connect()) {
      http.send("GET /shop/a HTTP/1.0\r\nHost: it.test\r\nConnection: keep-alive\r\n\r\n");
      assertThat(http.response().status()).isEqualTo(200);
    }
  }

  @Test
  void whatNoRouteMatchesIsNotFound() {
    RawResponse response = gateway.get("/nowhere");

    assertThat(response.status()).isEqualTo(404);
    assertThat(Ours.violations(response)).isEmpty();
    assertThat(response.text()).contains("ROUTE_NOT_FOUND");
  }

  @Test
  void aMethodThatNoRouteHasIsNotAllowed() {
    RawResponse response = gateway.get("/strict");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.first("allow").orElseThrow()).contains("POST").doesNotContain("GET");
    assertThat(Ours.violations(response)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/shop/orders/7, first, /internal/7/order",
    "/shop/orders/newest, second, /shop/orders/newest",
    "/shop/orders/newest?format=csv, first, /csv?format=csv",
    "/shop/orders/7/lines, first, /shop/orders/7/lines",
    "/shop/orders/%C3%A4%20b, first, /internal/%C3%A4%20b/order",
  })
  void theMostSpecificRouteWins(String path, String body, String target) {
    RawResponse response = gateway.get(path);

    assertThat(response.text()).isEqualTo(body);
    assertThat((body.equals("first") ? FIRST : SECOND).only().target()).isEqualTo(target);
  }

  @Test
  void moreConditionsWin() {
    gateway.get("/shop/orders/newest", "X-Beta: yes");
    assertThat(FIRST.only().target()).isEqualTo("/beta");
    gateway.get("/shop/orders/newest", "X-Beta: no");
    assertThat(SECOND.only().target()).isEqualTo("/shop/orders/newest");
  }

  @ParameterizedTest
  @CsvSource({
    "exact.test, 200",
    "EXACT.test:80, 200",
    "a.example.com, 200",
    "example.com, 404",
    "exact.test.evil, 404",
  })
  void hostsDecideWhereTheyAreGiven(String host, int status) {
    try (RawHttp http = gateway.connect()) {
      http.send("GET /hosted HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(http.response().status()).isEqualTo(status);
    }
  }

  @Test
  void targetsTakeTurns() {
    try (RawHttp http = gateway.connect()) {
      for (int i = 0; i < 20; i++) {
        http.send("GET /shop/both HTTP/1.1\r\nHost: it.test\r\n\r\n");
        http.response();
      }
    }
    assertThat(FIRST.received()).hasSize(10);
    assertThat(SECOND.received()).hasSize(10);
  }

  @Test
  void aTargetThatIsDownIsA502AndServesAgainWhenItIsBack() {
    RawResponse down = gateway.get("/shop/down");
    assertThat(down.status()).isEqualTo(502);
    assertThat(Ours.violations(down)).isEmpty();
    assertThat(down.text()).doesNotContain(Integer.toString(COMES_AND_GOES));

    try (StubUpstream back = StubUpstream.onPort(COMES_AND_GOES, Responder.text("back"))) {
      Awaiting.until(
          "the upstream is asked again", () -> gateway.get("/shop/down").status() == 200);
      assertThat(back.received()).isNotEmpty();
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    RawResponse response = gateway.send("POST", "/shop/a", "x".repeat(200_000));

    assertThat(response.status()).isEqualTo(413);
    assertThat(Ours.violations(response)).isEmpty();
    assertThat(FIRST.received()).isEmpty();
  }

  @Test
  void aChunkedBodyBeyondTheLimitIsRefused() {
    try (RawHttp http = gateway.connect()) {
      http.send("POST /shop/a HTTP/1.1\r\nHost: it.test\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        http.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
      }
      http.send("0\r\n\r\n");
      assertThat(http.response().status()).isEqualTo(413);
    }
    assertThat(FIRST.received()).isEmpty();
  }
}
