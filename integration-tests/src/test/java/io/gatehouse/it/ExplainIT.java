package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatehouseInstance.Ran;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.StubUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code gatehouse explain} in recorded situations: what it says to the letter, and that a request
 * which is really sent goes where it says.
 */
class ExplainIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static GatehouseInstance gateway;

  /**
   * A question and the answer recorded for it.
   *
   * @param status of the response to such a request
   * @param route that serves it, as a header of the response tells; empty where none does
   */
  record Situation(String title, List<String> words, int status, String route, String answer) {
    @Override
    public String toString() {
      return title;
    }
  }

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("explain")
            .settings("policies: [ { headers: { response: { set: { x-global: \"1\" } } } } ]\n")
            .file("apis/shop.yaml", resource("explain-shop.yaml").formatted(UPSTREAM.url()))
            .file("apis/tenants.yaml", resource("explain-tenants.yaml").formatted(UPSTREAM.url()))
            .start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  private static String resource(String name) {
    try (InputStream in = ExplainIT.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Situation> situations() {
    List<Situation> situations = new ArrayList<>();
    for (String block : resource("explain.txt").split("(?m)^=== ", -1)) {
      if (block.startsWith("#")) {
        continue;
      }
      String[] lines = block.split("\n", 4);
      String[] outcome = lines[2].split(" ", -1);
      situations.add(
          new Situation(
              lines[0],
              List.of(lines[1].split(" \\| ", -1)),
              Integer.parseInt(outcome[0]),
              outcome.length > 1 ? outcome[1] : "",
              lines[3].strip()));
    }
    return situations;
  }

  @ParameterizedTest
  @MethodSource("situations")
  void says(Situation situation) {
    List<String> words = new ArrayList<>(List.of("explain"));
    words.add(situation.words().get(0));
    words.add(situation.words().get(1));
    for (String header : situation.words().subList(2, situation.words().size())) {
      words.addAll(List.of("-H", header));
    }

    Ran ran = gateway.run(words.toArray(String[]::new));

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    assertThat(
            ran.output()
                .strip()
                .replace(UPSTREAM.url(), "UPSTREAM")
                .replaceAll("gatehouse[.]yaml:[0-9]+", "gatehouse.yaml:N"))
        .isEqualTo(situation.answer());
  }

  @ParameterizedTest
  @MethodSource("situations")
  void isSo(Situation situation) {
    String url = situation.words().get(1);
    String authority = url.replaceAll("^http://([^/]+)/.*", "$1");
    String target = url.replaceAll("^http://[^/]+", "");
    StringBuilder head = new StringBuilder();
    head.append(situation.words().get(0)).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    situation.words().stream().skip(2).forEach(h -> head.append(h).append("\r\n"));
    UPSTREAM.forget();

    try (RawHttp http = gateway.connect()) {
      var response =
          http.send(head.append("\r\n").toString()).read(situation.words().get(0)).orElseThrow();
      assertThat(response.status()).isEqualTo(situation.status());
      assertThat(response.first("x-route").orElse("")).isEqualTo(situation.route());
    }
  }

  @Test
  void asksForWhatIsMissing() {
    Ran ran = gateway.run("explain", "GET", "ftp://x/");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output()).contains("ftp://x/").contains("/orders/1");
  }

  @Test
  void saysWhatTheListenerRefuses() {
    Ran ran = gateway.run("explain", "GET", "/orders/a%2Fb");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output()).contains("refuses such a request with 400");
  }
}
