package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.ConfigNode.Mapping;
import io.gatehouse.api.definition.ConfigNode.Scalar;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedScriptsTest {

  private static final Place PLACE = Place.of("apis/orders.yaml");
  private static final Path SHIPPED = Path.of("../../policy-scripts");

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() throws IOException {
    workshop = new ScriptWorkshop(base);
    try (var scripts = Files.list(SHIPPED)) {
      for (Path folder : scripts.filter(f -> Files.exists(f.resolve("README.md"))).toList()) {
        String name = folder.getFileName() + ".js";
        workshop.save(name, Files.readString(folder.resolve(name)));
      }
    }
    assertThat(workshop.folders().findings()).isEmpty();
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void tierComesFromTheConsumer() {
    var policy = workshop.policy("tier", map(entry("defaultTier", "silver")));
    var exchange = workshop.exchange();
    exchange.authenticated(new ApiConsumer("acme", List.of(), Map.of("tier", "gold")));
    var forged = RequestBuilder.get("/").header("x-tier", "platinum").build();

    assertThat(Outcomes.continued(policy.onRequest(forged, exchange)).headers().all("x-tier"))
        .containsExactly("gold");
    exchange.authenticated(new ApiConsumer("plain", List.of(), Map.of()));
    assertThat(
            Outcomes.continued(policy.onRequest(RequestBuilder.any(), exchange))
                .headers()
                .all("x-tier"))
        .containsExactly("silver");
    assertThat(
            Outcomes.failed(policy.onRequest(RequestBuilder.any(), workshop.exchange())).status())
        .isEqualTo(401);
  }

  @Test
  void fieldsAreMaskedAtEveryDepth() {
    var fields = new ConfigNode.Sequence(List.of(string("iban"), string("card")), PLACE);
    var policy = workshop.policy("mask-fields", map(new Entry("fields", PLACE, fields)));

    GatewayResponse masked =
        Outcomes.continued(
            policy.onResponse(
                GatewayResponse.of(
                    200,
                    "application/vnd.orders+json; charset=utf-8",
                    "[{\"iban\":\"DE1\",\"more\":{\"card\":{\"n\":1},\"other\":2}}]"),
                workshop.exchange()));
    GatewayResponse other =
        Outcomes.continued(
            policy.onResponse(GatewayResponse.of(200, "text/plain", "iban"), workshop.exchange()));

    assertThat(text(masked.body()))
        .isEqualTo("[{\"iban\":\"***\",\"more\":{\"card\":\"***\",\"other\":2}}]");
    assertThat(text(other.body())).isEqualTo("iban");
  }

  @Test
  void maintenanceAnswersWhileTheWindowIsOpen() {
    var open =
        workshop.policy(
            "maintenance",
            map(
                entry("from", "2020-01-01T00:00:00Z"),
                entry("until", "2999-01-01T00:00:00Z"),
                entry("exceptGroup", "operators")));
    var over =
        workshop.policy(
            "maintenance",
            map(entry("from", "2020-01-01T00:00:00Z"), entry("until", "2020-01-02T00:00:00Z")));
    var operator = workshop.exchange();
    operator.authenticated(new ApiConsumer("ops", List.of("operators"), Map.of()));

    GatewayResponse answer =
        Outcomes.responded(open.onRequest(RequestBuilder.any(), workshop.exchange()));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().first("retry-after")).isPresent();
    assertThat(answer.headers().first("content-type")).contains("application/problem+json");
    assertThat(Outcomes.continued(open.onRequest(RequestBuilder.any(), operator))).isNotNull();
    assertThat(Outcomes.continued(over.onRequest(RequestBuilder.any(), workshop.exchange())))
        .isNotNull();
  }

  private static Mapping map(Entry... entries) {
    return new Mapping(List.of(entries), PLACE);
  }

  private static Entry entry(String key, String value) {
    return new Entry(key, PLACE, string(value));
  }

  private static Scalar string(String text) {
    return new Scalar(text, text, Kind.STRING, PLACE);
  }

  private static String text(Body body) {
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
