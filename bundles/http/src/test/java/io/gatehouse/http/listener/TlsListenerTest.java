package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.definition.ListenerDefinition.Tls;
import io.gatehouse.api.status.State;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, and certificates that come, go wrong and are mended while connections live. */
class TlsListenerTest {

  private static final String GET = "GET /x HTTP/1.1⏎Host: a⏎⏎".replace("⏎", "\r\n");

  private static final Certificates.Pair ONE = Certificates.make("one", "RSA", "-1d", 30);
  private static final Certificates.Pair TWO = Certificates.make("two", "EC", "-1d", 30);
  private static final Certificates.Pair EXPIRED = Certificates.make("two", "EC", "-10d", 3);
  private static final Certificates.Pair EARLY = Certificates.make("two", "EC", "+3d", 3);

  @TempDir private Path base;
  private Path certificate;
  private Path key;
  private ListenerFixture fixture;

  @BeforeEach
  void prepare() throws IOException {
    certificate = Files.createDirectories(base.resolve("etc/tls")).resolve("server.pem");
    key = base.resolve("etc/tls/server.key");
    fixture = new ListenerFixture(base);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void open() {
    fixture
        .listeners()
        .open(
            List.of(
                ListenerFixture.definition(
                    "main",
                    0,
                    Optional.of(
                        new Tls(Path.of("etc/tls/server.pem"), Path.of("etc/tls/server.key"))),
                    ListenerFixture.LIMITS,
                    ListenerFixture.GENEROUS)));
  }

  private void replace(Certificates.Pair pair) throws IOException {
    pair.writeTo(certificate, key);
    fixture.folders().changed(certificate);
    fixture.folders().changed(key);
  }

  private SSLSocket socket() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", fixture.port());
  }

  private WireClient connect(String... protocols) throws IOException, GeneralSecurityException {
    SSLSocket socket = socket();
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return new WireClient(socket);
  }

  private static String subject(WireClient client) throws IOException {
    X509Certificate own =
        (X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
    return own.getSubjectX500Principal().getName();
  }

  private static void serves(WireClient client) {
    assertThat(client.send(GET).read().body()).isEqualTo("GET /x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void servesBothVersions(String version) throws Exception {
    ONE.writeTo(certificate, key);
    open();

    try (WireClient client = connect(version)) {
      serves(client);
      serves(client);
      client.send(GET.replace("Host", "Connection: close\r\nHost")).read();
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.handled().getFirst().scheme()).isEqualTo("https");
    assertThat(fixture.nextCall().client().secure()).isTrue();
    assertThat(fixture.status("certificate", "main").detail()).contains("CN=one", "valid until");
    assertThat(fixture.status("listener", "main").detail()).contains("127.0.0.1:", "TLS");
  }

  @Test
  void clientsMayChooseHttp2() throws Exception {
    ONE.writeTo(certificate, key);
    open();
    SSLSocket socket = socket();
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();

    assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    try (FrameClient client = new FrameClient(socket).begin(new byte[0])) {
      assertThat(client.get(1, "/x").answer(1).body()).isEqualTo("GET /x");
      client.send(FrameClient.PING, 0, 0, new byte[3]);
      assertThat(client.goAway()).isEqualTo(Http2Error.FRAME_SIZE_ERROR);
      client.awaitEnd();
    }
    assertThat(fixture.handled().getFirst().scheme()).isEqualTo("https");
  }

  @Test
  void refusesBadRequestsReadably() throws Exception {
    ONE.writeTo(certificate, key);
    open();

    try (WireClient client = connect()) {
      assertThat(client.send("GET /a;b HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
          .isEqualTo(400);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aNewPairServesNewConnectionsOnly() throws Exception {
    ONE.writeTo(certificate, key);
    open();
    try (WireClient old = connect()) {
      serves(old);
      replace(TWO);

      serves(old);
      assertThat(subject(old)).isEqualTo("CN=one");
      try (WireClient fresh = connect()) {
        serves(fresh);
        assertThat(subject(fresh)).isEqualTo("CN=two");
      }
    }
    assertThat(fixture.folders().findings()).isEmpty();
    assertThat(fixture.status("certificate", "main").state()).isEqualTo(State.SERVING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken", "empty", "mismatched", "expired", "early", "key", "missing"})
  void aBadPairIsReportedAndTheOldOneServesOn(String how) throws Exception {
    ONE.writeTo(certificate, key);
    open();
    Certificates.Pair bad =
        switch (how) {
          case "broken" -> new Certificates.Pair("-----BEGIN CERTIFICATE-----\nxx", ONE.key());
          case "empty" -> new Certificates.Pair("", ONE.key());
          case "mismatched" -> new Certificates.Pair(TWO.certificate(), ONE.key());
          case "expired" -> EXPIRED;
          case "early" -> EARLY;
          case "key" -> new Certificates.Pair(ONE.certificate(), "no key");
          default -> ONE;
        };
    if (how.equals("missing")) {
      Files.delete(key);
      fixture.folders().gone(key);
    } else {
      replace(bad);
    }

    // of two files that do not fit, whichever was dropped, its owner looks beside it
    assertThat(fixture.folders().findings()).hasSize(how.equals("mismatched") ? 2 : 1);
    assertThat(fixture.status("certificate", "main").state()).isEqualTo(State.DEGRADED);
    assertThat(fixture.status("listener", "main").state()).isEqualTo(State.SERVING);
    try (WireClient client = connect()) {
      serves(client);
      assertThat(subject(client)).isEqualTo("CN=one");
    }

    replace(ONE);

    assertThat(fixture.folders().findings()).isEmpty();
    assertThat(fixture.status("certificate", "main").state()).isEqualTo(State.SERVING);
  }

  @Test
  void aListenerWithABadPairOpensWhenItIsMended() throws Exception {
    open();
    assertThat(fixture.status("listener", "main").state()).isEqualTo(State.REFUSED);
    assertThat(fixture.status("certificate", "main").state()).isEqualTo(State.REFUSED);

    replace(ONE);

    assertThat(fixture.status("listener", "main").state()).isEqualTo(State.SERVING);
    try (WireClient client = connect()) {
      serves(client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void olderFormsOfKeysAreRead(String algorithm) throws Exception {
    Certificates.Pair pair = algorithm.equals("RSA") ? ONE : TWO;
    new Certificates.Pair(pair.certificate(), OlderKeys.of(algorithm, pair.key()))
        .writeTo(certificate, key);

    KeyPairFiles read = KeyPairFiles.read(new Tls(certificate, key), Instant.now());

    assertThat(read.key().getAlgorithm()).isEqualTo(algorithm);
  }

  @Test
  void anEncryptedKeyIsRefusedByName() {
    String encrypted = Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3});

    assertThatThrownBy(() -> PemKey.read(encrypted)).hasMessageContaining("encrypted");
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
