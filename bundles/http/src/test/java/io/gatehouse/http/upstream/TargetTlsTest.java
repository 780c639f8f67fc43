package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.definition.UpstreamDefinition;
import io.gatehouse.api.definition.UpstreamDefinition.Tls;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.status.State;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom an https target must be, and how it is found out. */
class TargetTlsTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  @TempDir static Path folder;
  private static TestCertificate local;
  private static TestCertificate foreign;

  private final UpstreamFixture client = new UpstreamFixture();

  @BeforeAll
  static void makeCertificates() throws Exception {
    local = TestCertificate.make(folder, "local", "dns:localhost,dns:backend,ip:127.0.0.1");
    foreign = TestCertificate.make(folder, "foreign", "dns:elsewhere.example.com");
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static ScriptedTarget secure(TestCertificate certificate) throws Exception {
    return ScriptedTarget.on(
        certificate.serverSocket(),
        "https",
        wire -> {
          while (wire.readRequest()) {
            wire.send(OK);
          }
        });
  }

  private Upstream upstream(URI url, Path ca, Optional<String> serverName) {
    return client.upstream(
        new UpstreamDefinition(
            "backend",
            List.of(url),
            UpstreamFixture.GENEROUS,
            Optional.of(new Tls(Optional.of(ca), serverName))));
  }

  @ParameterizedTest
  @CsvSource({"localhost", "127.0.0.1"})
  void trustsWhatTheDefinitionTrusts(String host) throws Exception {
    try (ScriptedTarget target = secure(local)) {
      Upstream upstream = upstream(target.url(host), local.pem(), Optional.empty());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(target.connections()).isOne();
      assertThat(target.requests().iterator().next())
          .contains("host: " + host + ":" + target.port() + "\r\n");
    }
  }

  @Test
  void trustsNobodyElse() throws Exception {
    try (ScriptedTarget target = secure(local)) {
      Upstream upstream = upstream(target.url("localhost"), foreign.pem(), Optional.empty());

      assertUntrusted(upstream, target);
    }
  }

  @Test
  void trustsNoSelfSignedCertificateByItself() throws Exception {
    try (ScriptedTarget target = secure(local)) {
      assertUntrusted(client.upstream(target.url("localhost")), target);
    }
  }

  @Test
  void checksTheName() throws Exception {
    try (ScriptedTarget target = secure(foreign)) {
      Upstream upstream = upstream(target.url("localhost"), foreign.pem(), Optional.empty());

      assertUntrusted(upstream, target);
    }
  }

  @Test
  void checksTheAddressWhereThereIsNoName() throws Exception {
    try (ScriptedTarget target = secure(foreign)) {
      Upstream upstream = upstream(target.url("127.0.0.1"), foreign.pem(), Optional.empty());

      assertUntrusted(upstream, target);
    }
  }

  @Test
  void checksTheNameThatTheDefinitionGives() throws Exception {
    try (ScriptedTarget target = secure(foreign);
        ScriptedTarget other = secure(local)) {
      Optional<String> name = Optional.of("elsewhere.example.com");

      Upstream right = upstream(target.url("127.0.0.1"), foreign.pem(), name);
      Upstream wrong = upstream(other.url("127.0.0.1"), local.pem(), name);

      assertThat(client.text(right, RequestBuilder.any())).isEqualTo("ok");
      assertUntrusted(wrong, other);
    }
  }

  @Test
  void asksForNamesOfOneLabelToo() throws Exception {
    try (ScriptedTarget target = secure(local)) {
      Upstream upstream = upstream(target.url("127.0.0.1"), local.pem(), Optional.of("backend"));

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(local.namesAskedFor()).contains("backend");
    }
  }

  @Test
  void speaksToNobodyWhoSpeaksNoTls() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.playing(wire -> wire.send("hello\r\n"))) {
      Upstream upstream = client.upstream(URI.create("https://127.0.0.1:" + target.port()));

      assertUntrusted(upstream, target);
    }
  }

  @Test
  void takesAnAnnouncedEndForTheEndOfTheContent() throws Exception {
    String response = "HTTP/1.1 200 OK\r\n\r\nall of it";
    try (ScriptedTarget target =
        ScriptedTarget.on(
            local.serverSocket(),
            "https",
            wire -> {
              wire.readRequest();
              wire.send(response);
            })) {
      Upstream upstream = upstream(target.url("localhost"), local.pem(), Optional.empty());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("all of it");
    }
  }

  @Test
  void takesNoUnannouncedEndForTheEndOfTheContent() throws Exception {
    String response = "HTTP/1.1 200 OK\r\n\r\npart of it";
    try (ScriptedTarget target =
            ScriptedTarget.on(
                local.serverSocket(),
                "https",
                wire -> {
                  wire.readRequest();
                  wire.send(response);
                  wire.awaitEnd();
                });
        TruncatingRelay attacker = TruncatingRelay.to(target.port())) {
      URI url = URI.create("https://localhost:" + attacker.port());
      Upstream upstream = upstream(url, local.pem(), Optional.empty());
      CompletionStage<String> content =
          client
              .sending(upstream, RequestBuilder.any(), client.exchange())
              .thenCompose(answer -> UpstreamFixture.collect(answer.body()));

      Awaiting.until("request arrived", () -> !target.requests().isEmpty());
      attacker.cutWhenQuiet();

      assertThat(UpstreamFixture.problemOf(content).code()).isEqualTo("UPSTREAM_RESET");
    }
  }

  @Test
  void refusesACaThatIsNone() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path nonsense =
        Files.writeString(
            folder.resolve("nonsense.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    URI url = URI.create("https://localhost:1");

    for (Path ca : List.of(empty, nonsense, folder.resolve("missing.pem"), folder)) {
      assertThatThrownBy(() -> upstream(url, ca, Optional.empty()))
          .isInstanceOfSatisfying(
              PolicyConfigurationException.class, e -> assertThat(e.key()).isEqualTo("tls.ca"))
          .hasMessageContaining("expected: a PEM file of certificates");
    }
  }

  @Test
  void refusesAServerNameThatIsNone() {
    URI url = URI.create("https://localhost:1");

    assertThatThrownBy(() -> upstream(url, local.pem(), Optional.of("no name")))
        .isInstanceOfSatisfying(
            PolicyConfigurationException.class,
            e -> assertThat(e.key()).isEqualTo("tls.serverName"));
  }

  private void assertUntrusted(Upstream upstream, ScriptedTarget target) {
    Problem problem = client.problem(upstream, RequestBuilder.any());

    assertThat(problem.code()).isEqualTo("UPSTREAM_TLS_FAILED");
    assertThat(problem.status()).isEqualTo(502);
    assertThat(upstream.status().getFirst().state()).isEqualTo(State.DEGRADED);
    assertThat(target.requests()).noneMatch(request -> request.startsWith("GET"));
  }
}
