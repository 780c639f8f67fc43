package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.it.hostile.Ours;
import io.gatehouse.testsupport.Awaiting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each built-in policy once, as an operator would use it. */
class PoliciesIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("policies")
            .settings("policies: [ { headers: { response: { set: { x-global: yes-it-is } } } } ]")
            .file("etc/consumers.yaml", consumers("alice", "key-of-alice", "bob", "key-of-bob"))
            .file("policies/shout.js", SHOUT)
            .file("policies/endless.js", "export function onRequest() { for (;;) {} }\n")
            .file("policies/thrower.js", "export function onRequest() {\n  null.x;\n}\n")
            .file("apis/policies.yaml", api())
            .start();
  }

  private static final String SHOUT =
      """
      export function onRequest(request, context) {
        if (request.headers.get("x-stop")) {
          return Response.json({ stopped: true }, { status: 409 });
        }
        request.headers.set("x-shout", context.route.toUpperCase());
      }
      export function onResponse(response) {
        response.headers.set("x-shouted", "v1");
      }
      """;

  private static String api() {
    return """
    api: policies
    version: "1"
    routes:
      - name: headers
        match: { paths: [/headers] }
        policies:
          - headers:
              request: { set: { x-source: gateway }, remove: [x-debug] }
              response: { remove: [server], add: { x-added: "1" } }
        to: { upstream: u }
      - name: rewrite
        match: { paths: ["/rewrite/{id}"] }
        policies:
          - rewrite: { path: "/internal/{id}/lines", query: { set: { format: json } } }
        to: { upstream: u }
      - name: strip
        match: { paths: [/strip/**] }
        policies: [ { rewrite: { stripPrefix: /strip, addPrefix: /v2 } } ]
        to: { upstream: u }
      - name: cors
        match: { paths: [/cors] }
        policies:
          - cors: { allowedOrigins: ["https://shop.example.com"], methods: [GET, PUT] }
          - api-key: {}
        to: { upstream: u }
      - name: fixed
        match: { paths: [/fixed] }
        policies:
          - fixed-response:
              { status: 503, contentType: application/json, body: '{"closed":true}', headers: { retry-after: "60" } }
        to: { upstream: u }
      - name: keyed
        match: { paths: [/keyed] }
        policies:
          - api-key: { in: header, name: x-api-key }
        to: { upstream: u }
      - name: keyed-query
        match: { paths: [/keyed-query] }
        policies:
          - api-key: { in: query, name: key }
        to: { upstream: u }
      - name: limited
        match: { paths: [/limited] }
        policies:
          - api-key: {}
          - rate-limit: { limit: 3, window: 1h, by: consumer }
        to: { upstream: u }
      - name: shouted
        match: { paths: [/shouted] }
        policies: [ { shout: {} } ]
        to: { upstream: u }
      - name: inline
        match: { paths: [/inline] }
        policies: [ { script: { inline: "request.headers.set('x-inline', context.route)" } } ]
        to: { upstream: u }
      - name: endless
        match: { paths: [/endless] }
        policies: [ { endless: {} } ]
        to: { upstream: u }
      - name: throwing
        match: { paths: [/throwing] }
        policies: [ { thrower: {} } ]
        to: { upstream: u }
    upstreams:
      u: { targets: [ { url: "%s" } ] }
    """
        .formatted(UPSTREAM.url());
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    UPSTREAM.answer((request, wire) -> wire.respond(200, "ok", "Server: stub"));
    UPSTREAM.forget();
  }

  private static String consumers(String... idsAndKeys) {
    StringBuilder yaml = new StringBuilder("consumers:\n");
    for (int i = 0; i < idsAndKeys.length; i += 2) {
      yaml.append("  - id: ").append(idsAndKeys[i]).append("\n    apiKeys: [\"sha256:");
      yaml.append(sha256(idsAndKeys[i + 1])).append("\"]\n");
    }
    return yaml.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void headers() {
    RawResponse response = gateway.get("/headers", "X-Debug: 1");

    assertThat(UPSTREAM.only().first("x-source")).contains("gateway");
    assertThat(UPSTREAM.only().first("x-debug")).isEmpty();
    assertThat(response.first("server")).isEmpty();
    assertThat(response.first("x-added")).contains("1");
  }

  @Test
  void globalPoliciesHoldForEveryApi() {
    assertThat(gateway.get("/keyed").first("x-global")).contains("yes-it-is");
    assertThat(gateway.get("/fixed").first("x-global")).contains("yes-it-is");
  }

  @Test
  void rewrite() {
    gateway.get("/rewrite/42?a=1");
    assertThat(UPSTREAM.only().target()).isEqualTo("/internal/42/lines?a=1&format=json");
    UPSTREAM.forget();
    gateway.get("/strip/a/b");
    assertThat(UPSTREAM.only().target()).isEqualTo("/v2/a/b");
  }

  @Test
  void corsAnswersPreflightsAndMarksResponses() {
    RawResponse preflight =
        gateway.send(
            "OPTIONS",
            "/cors",
            "",
            "Origin: https://shop.example.com",
            "Access-Control-Request-Method: PUT");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.first("access-control-allow-origin")).contains("https://shop.example.com");

    RawResponse evil =
        gateway.send(
            "OPTIONS",
            "/cors",
            "",
            "Origin: https://shop.example.com.evil.com",
            "Access-Control-Request-Method: PUT");
    assertThat(evil.status()).isEqualTo(403);
    assertThat(evil.first("access-control-allow-origin")).isEmpty();

    RawResponse refused = gateway.get("/cors", "Origin: https://shop.example.com");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.first("access-control-allow-origin")).contains("https://shop.example.com");
    assertThat(UPSTREAM.received()).isEmpty();
  }

  @Test
  void fixedResponse() {
    RawResponse response = gateway.get("/fixed");

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.text()).isEqualTo("{\"closed\":true}");
    assertThat(response.first("content-type")).contains("application/json");
    assertThat(response.first("retry-after")).contains("60");
    assertThat(UPSTREAM.received()).isEmpty();
  }

  @Test
  void apiKey() {
    RawResponse missing = gateway.get("/keyed");
    assertThat(missing.status()).isEqualTo(401);
    assertThat(Ours.violations(missing)).isEmpty();
    assertThat(gateway.get("/keyed", "X-Api-Key: wrong").status()).isEqualTo(401);
    assertThat(UPSTREAM.received()).isEmpty();

    assertThat(gateway.get("/keyed", "X-Api-Key: key-of-alice").status()).isEqualTo(200);
    assertThat(UPSTREAM.only().first("x-api-key")).isEmpty();
    assertThat(UPSTREAM.only().first("x-consumer-id")).contains("alice");
  }

  @Test
  void apiKeyInTheQueryIsTakenOutOfIt() {
    assertThat(gateway.get("/keyed-query?a=1&key=key-of-bob&b=2").status()).isEqualTo(200);

    assertThat(UPSTREAM.only().head()).doesNotContain("key-of-bob");
    assertThat(UPSTREAM.only().target()).contains("a=1").contains("b=2");
    assertThat(gateway.log()).doesNotContain("key-of-bob");
    assertThat(gateway.read("log/access.log")).doesNotContain("key-of-bob");
  }

  @Test
  void aClientCannotSayWhoItIs() {
    gateway.get("/keyed", "X-Api-Key: key-of-alice", "X-Consumer-Id: bob");

    assertThat(UPSTREAM.only().all("x-consumer-id")).containsExactly("alice");
  }

  @Test
  void rateLimitCountsEachConsumer() {
    for (int i = 2; i >= 0; i--) {
      RawResponse response = gateway.get("/limited", "X-Api-Key: key-of-alice");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.first("ratelimit-remaining")).contains(Integer.toString(i));
    }
    RawResponse refused = gateway.get("/limited", "X-Api-Key: key-of-alice");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Ours.violations(refused)).isEmpty();
    assertThat(Long.parseLong(refused.first("retry-after").orElseThrow())).isPositive();
    assertThat(gateway.get("/limited", "X-Api-Key: key-of-bob").status()).isEqualTo(200);
    assertThat(UPSTREAM.received()).hasSize(4);
  }

  @Test
  void scriptSeesAndChangesRequestAndResponse() {
    RawResponse response = gateway.get("/shouted");

    assertThat(response.status()).isEqualTo(200);
    assertThat(UPSTREAM.only().first("x-shout")).contains("SHOUTED");
    assertThat(response.first("x-shouted")).contains("v1");
  }

  @Test
  void aScriptMayStandInTheDefinition() {
    assertThat(gateway.get("/inline").status()).isEqualTo(200);
    assertThat(UPSTREAM.only().first("x-inline")).contains("inline");
  }

  @Test
  void scriptAnswersByItself() {
    RawResponse response = gateway.get("/shouted", "X-Stop: 1");

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.text()).isEqualTo("{\"stopped\":true}");
    assertThat(UPSTREAM.received()).isEmpty();
  }

  @Test
  void anEndlessScriptIsStoppedAndHarmsNobodyElse() {
    long begun = System.nanoTime();
    RawResponse response = gateway.get("/endless");

    assertThat(response.status()).isIn(500, 503);
    assertThat(Ours.violations(response)).isEmpty();
    assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
    assertThat(gateway.get("/shouted").status()).isEqualTo(200);
    assertThat(gateway.log()).contains("endless.js");
  }

  @Test
  void aScriptThatThrowsIsA500AndItsPlaceIsInTheLogOnly() {
    RawResponse response = gateway.get("/throwing");

    assertThat(response.status()).isEqualTo(500);
    assertThat(Ours.violations(response)).isEmpty();
    assertThat(response.text()).doesNotContain("thrower");
    assertThat(gateway.log()).contains("thrower.js:2");
    assertThat(UPSTREAM.received()).isEmpty();
  }

  @Test
  void consumersAreTakenWithoutARestart() {
    assertThat(gateway.get("/keyed", "X-Api-Key: key-of-carol").status()).isEqualTo(401);

    gateway.drop(
        "etc/consumers.yaml",
        consumers("alice", "key-of-alice", "bob", "key-of-bob", "carol", "key-of-carol"));
    Awaiting.until(
        "the new key opens",
        () -> gateway.get("/keyed", "X-Api-Key: key-of-carol").status() == 200);

    gateway.drop("etc/consumers.yaml", consumers("alice", "key-of-alice", "bob", "key-of-bob"));
    Awaiting.until(
        "the revoked key does not",
        () -> gateway.get("/keyed", "X-Api-Key: key-of-carol").status() == 401);
    assertThat(gateway.get("/keyed", "X-Api-Key: key-of-alice").status()).isEqualTo(200);
  }
}
