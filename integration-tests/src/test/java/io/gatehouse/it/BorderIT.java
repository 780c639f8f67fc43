package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.it.hostile.Ours;
import io.gatehouse.testsupport.Awaiting;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the gateway believes: upstreams by their certificate, proxies by their address. */
class BorderIT {

  private static final int MOST_CONNECTIONS = 50;

  private static StubUpstream plain;
  private static StubUpstream secure;
  private static StubUpstream elsewhere;
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    Path folder = Distribution.ofThisBuild().freshFolder("certificates");
    Certificates.Pair own = Certificates.create(folder, "upstream");
    Certificates.Pair others = Certificates.create(folder, "elsewhere", "dns:other.test");
    plain = StubUpstream.answering("plain");
    secure = StubUpstream.secure(own, "secure");
    elsewhere = StubUpstream.secure(others, "elsewhere");
    gateway =
        GatehouseInstance.named("border")
            .listener(
                "trustedProxies: [127.0.0.1]\nlimits: { connections: " + MOST_CONNECTIONS + " }")
            .file("etc/tls/upstream.pem", own.certificate())
            .file("etc/tls/elsewhere.pem", others.certificate())
            .file(
                "apis/border.yaml",
                """
                api: border
                routes:
                  - { name: plain, match: { paths: [/plain] }, to: { upstream: plain } }
                  - { name: known, match: { paths: [/known] }, to: { upstream: known } }
                  - { name: unknown, match: { paths: [/unknown] }, to: { upstream: unknown } }
                  - { name: misnamed, match: { paths: [/misnamed] }, to: { upstream: misnamed } }
                  - { name: renamed, match: { paths: [/renamed] }, to: { upstream: renamed } }
                  - name: limited
                    match: { paths: [/limited] }
                    policies: [ { rate-limit: { limit: 1, window: 1h, by: client } } ]
                    to: { upstream: plain }
                upstreams:
                  plain: { targets: [ { url: "%1$s" } ] }
                  known: { targets: [ { url: "%2$s" } ], tls: { ca: etc/tls/upstream.pem } }
                  unknown: { targets: [ { url: "%2$s" } ] }
                  misnamed: { targets: [ { url: "%3$s" } ], tls: { ca: etc/tls/elsewhere.pem } }
                  renamed:
                    targets: [ { url: "%3$s" } ]
                    tls: { ca: etc/tls/elsewhere.pem, serverName: other.test }
                """
                    .formatted(
                        plain.url(),
                        "https://127.0.0.1:" + secure.port(),
                        "https://127.0.0.1:" + elsewhere.port()))
            .start();
  }

  @AfterAll
  static void stop() {
    try {
      gateway.close();
    } finally {
      List.of(plain, secure, elsewhere).forEach(StubUpstream::close);
    }
  }

  @BeforeEach
  void forget() {
    plain.forget();
    secure.forget();
    elsewhere.forget();
  }

  @Test
  void anUpstreamWithAKnownCertificateIsAsked() {
    assertThat(gateway.get("/known").text()).isEqualTo("secure");
    assertThat(gateway.get("/renamed").text()).isEqualTo("elsewhere");
  }

  @ParameterizedTest
  @CsvSource({"/unknown", "/misnamed"})
  void anUpstreamThatCannotShowWhoItIsIsNotAsked(String path) {
    RawResponse response = gateway.get(path);

    assertThat(response.status()).isEqualTo(502);
    assertThat(Ours.violations(response)).isEmpty();
    assertThat(secure.heads() + elsewhere.heads()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7               | 192.0.2.7",
        "10.0.0.1, 192.0.2.7     | 192.0.2.7",
        "192.0.2.7, 127.0.0.1    | 192.0.2.7",
        "nonsense                | 127.0.0.1",
      })
  void aTrustedProxySaysWhoTheClientIs(String forwarded, String client) {
    gateway.get("/plain", "X-Forwarded-For: " + forwarded, "User-Agent: for " + forwarded);

    assertThat(plain.only().first("x-forwarded-for").orElseThrow()).contains(client);
    Awaiting.until("the access log is written", () -> clientLogged("for " + forwarded).isPresent());
    assertThat(clientLogged("for " + forwarded)).contains(client);
  }

  private static Optional<String> clientLogged(String userAgent) {
    return gateway.accessLog().stream()
        .filter(line -> line.path("userAgent").asText().equals(userAgent))
        .map(line -> line.path("client").asText())
        .findFirst();
  }

  @Test
  void theRateLimitCountsTheClientThatTheProxyNames() {
    assertThat(gateway.get("/limited", "X-Forwarded-For: 192.0.2.20").status()).isEqualTo(200);
    assertThat(gateway.get("/limited", "X-Forwarded-For: 192.0.2.20").status()).isEqualTo(429);
    assertThat(gateway.get("/limited", "X-Forwarded-For: 192.0.2.21").status()).isEqualTo(200);
    // what stands further left the client may have made up
    assertThat(gateway.get("/limited", "X-Forwarded-For: 192.0.2.99, 192.0.2.20").status())
        .isEqualTo(429);
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndTheOthersServe() {
    List<RawHttp> open = new ArrayList<>();
    try {
      int served = 0;
      for (int i = 0; i < MOST_CONNECTIONS + 10; i++) {
        RawHttp http = gateway.connect();
        open.add(http);
        served += isServed(http) ? 1 : 0;
      }
      assertThat(served).isBetween(MOST_CONNECTIONS - 5, MOST_CONNECTIONS);
      assertThat(isServed(open.getFirst())).isTrue();
    } finally {
      open.forEach(RawHttp::close);
    }
    Awaiting.until("there is room again", BorderIT::hasRoom);
  }

  private static boolean hasRoom() {
    try (RawHttp http = gateway.connect()) {
      return isServed(http);
    }
  }

  private static boolean isServed(RawHttp http) {
    try {
      http.send("GET /plain HTTP/1.1\r\nHost: it.test\r\n\r\n");
      return http.read().map(r -> r.status() == 200).orElse(false);
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
