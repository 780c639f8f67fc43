package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.Certificates;
import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One certificate after the other: the tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsIT {

  private static final String GET = "GET /tls HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static Certificates.Pair first;
  private static Certificates.Pair second;
  private static Certificates.Pair third;
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    Path folder = Distribution.ofThisBuild().freshFolder("certificates");
    first = Certificates.create(folder, "first");
    second = Certificates.create(folder, "second");
    third = Certificates.create(folder, "third");
    gateway =
        GatehouseInstance.named("tls")
            .tls(first)
            .file(
                "apis/tls.yaml",
                """
                api: tls
                version: "1"
                routes: [ { name: all, match: { paths: [/tls] }, to: { upstream: u } } ]
                upstreams: { u: { targets: [ { url: "%s" } ] } }
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

  /** Whether a new connection that trusts only this certificate is served. */
  private static boolean serves(Certificates.Pair pair) {
    return serves(pair.client());
  }

  private static boolean serves(SSLContext client) {
    try (RawHttp http = RawHttp.connect(gateway.tlsPort(), client)) {
      http.send(GET);
      return http.response().status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static Optional<String> error() {
    return gateway
        .errorBeside("etc/tls/server.pem")
        .or(() -> gateway.errorBeside("etc/tls/server.key"));
  }

  @Test
  @Order(1)
  void servesWithItsCertificate() {
    assertThat(serves(first)).isTrue();
    assertThat(serves(second)).isFalse();
    assertThat(UPSTREAM.last().first("x-forwarded-proto")).contains("https");
  }

  @Test
  @Order(2)
  void plainTextOnTheTlsPortIsNotServed() {
    UPSTREAM.forget();
    try (RawHttp http = RawHttp.connect(gateway.tlsPort())) {
      http.send(GET);
      // a TLS alert or nothing, and never a response
      assertThat(readFirstByte(http)).isNotEqualTo('H');
    }
    assertThat(UPSTREAM.received()).isEmpty();
  }

  private static int readFirstByte(RawHttp http) {
    try {
      return http.in().read();
    } catch (java.io.IOException e) {
      return -1;
    }
  }

  @Test
  @Order(3)
  void takesANewCertificateAndKeepsTheConnectionsOfTheOldOne() {
    try (RawHttp old = RawHttp.connect(gateway.tlsPort(), first.client())) {
      old.send(GET);
      old.response();

      gateway.drop("etc/tls/server.key", second.key());
      gateway.drop("etc/tls/server.pem", second.certificate());
      Awaiting.until("the new certificate is served", () -> serves(second));

      assertThat(serves(first)).isFalse();
      old.send(GET);
      assertThat(old.response().status()).isEqualTo(200);
    }
    Awaiting.until("no error is left", () -> error().isEmpty());
  }

  @Test
  @Order(4)
  void aBrokenCertificateLeavesTheOldOneAndIsReported() {
    gateway.drop("etc/tls/server.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n");

    Awaiting.until("the error is written beside it", () -> error().isPresent());

    assertThat(serves(second)).isTrue();
    assertThat(error().orElseThrow()).contains("etc/tls/server.pem");
    assertThat(gateway.status().document().toString()).contains("etc/tls/server.pem");
    assertThat(gateway.log()).contains("etc/tls/server.pem");
  }

  @Test
  @Order(5)
  void aKeyThatDoesNotBelongToItLeavesTheOldOne() {
    gateway.drop("etc/tls/server.pem", second.certificate());
    Awaiting.until("mending clears it", () -> error().isEmpty());

    gateway.drop("etc/tls/server.key", third.key());

    Awaiting.until("the mismatch is reported", () -> error().isPresent());
    assertThat(serves(second)).isTrue();
  }

  @Test
  @Order(6)
  void mendingTakesTheNewOneAndClearsTheError() {
    gateway.drop("etc/tls/server.pem", third.certificate());

    Awaiting.until("the third certificate is served", () -> serves(third));
    Awaiting.until("the error is gone", () -> error().isEmpty());
  }

  @Test
  @Order(7)
  void oldProtocolVersionsAreRefused() throws Exception {
    SSLContext client = third.client();
    try (RawHttp http = RawHttp.connect(gateway.tlsPort(), client)) {
      http.send(GET);
      http.response();
      String protocol = ((javax.net.ssl.SSLSocket) http.socket()).getSession().getProtocol();
      assertThat(protocol).isIn("TLSv1.2", "TLSv1.3");
    }
  }
}
