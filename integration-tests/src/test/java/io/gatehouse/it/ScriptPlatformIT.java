package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Received;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.it.harness.UpstreamWire;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scripts reach beyond their message, and conditions on policies of every kind. */
class ScriptPlatformIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering(ScriptPlatformIT::answer);
  private static GatehouseInstance gateway;

  private static void answer(Received request, UpstreamWire wire) throws IOException {
    if (request.target().equals("/never")) {
      // the policy's deadline is to end this
      return;
    }
    wire.respond(200, request.target().equals("/customers/42") ? "{\"name\":\"Ada\"}" : "hello");
  }

  @BeforeAll
  static void start() {
    gateway =
        GatehouseInstance.named("script-platform")
            .file("etc/secrets/crm", "of-the-crm")
            .file("policies/enrich.js", enrich("v1"))
            .file(
                "policies/patient.js",
                """
                export const meta = { deadlineMs: 300 };
                export async function onRequest() { await fetch("upstream://crm/never"); }
                """)
            .file(
                "policies/stray.js",
                """
                export async function onRequest() { await fetch("upstream://crn/x"); }
                """)
            .file("apis/orders.yaml", definition("request.headers.get('x-kind') === 'partner'"))
            .start();
  }

  private static String enrich(String version) {
    return """
    export const meta = { upstreams: ["crm"], secrets: ["token"] };
    export async function onRequest(request, context) {
      let name = context.cache.get("name");
      if (name === undefined) {
        const authorization = `Bearer ${context.secrets.get("token")}`;
        const answer = await fetch("upstream://crm/customers/42", { headers: { authorization } });
        name = (await answer.json()).name;
        context.cache.set("name", name, 600);
        context.counters.add("looked_up", 1, { from: "crm" });
      }
      request.headers.set("x-name", `${name} %s`);
    }
    """
        .formatted(version);
  }

  private static String definition(String when) {
    return """
    api: orders
    upstreams: { crm: { targets: [ { url: "%s" } ] } }
    routes:
      - name: enriched
        match: { paths: [/enriched] }
        policies: [ enrich: { secrets: { token: "${secret:crm}" } } ]
        to: { upstream: crm }
      - { name: patient, match: { paths: [/patient] }, policies: [ patient ], to: { upstream: crm } }
      - { name: stray, match: { paths: [/stray] }, policies: [ stray ], to: { upstream: crm } }
      - name: partners
        match: { paths: [/partners] }
        policies:
          - headers:
              request: { set: { x-partner: "yes" } }
              response: { set: { x-partner: "seen" } }
              when: "%s"
        to: { upstream: crm }
    """
        .formatted(UPSTREAM.url(), when);
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    UPSTREAM.forget();
  }

  @Test
  void aPolicyEnrichesFromAnotherUpstreamAndRemembers() {
    RawResponse first = gateway.get("/enriched");

    assertThat(first.status()).isEqualTo(200);
    assertThat(UPSTREAM.received())
        .extracting(Received::target)
        .containsExactly("/customers/42", "/enriched");
    Received fetched = UPSTREAM.received().getFirst();
    assertThat(fetched.first("authorization")).contains("Bearer of-the-crm");
    String trace = UPSTREAM.last().first("traceparent").orElse("");
    assertThat(fetched.first("traceparent").orElse("")).startsWith(trace.substring(0, 36));
    assertThat(fetched.first("x-request-id")).isEqualTo(first.first("x-request-id"));
    assertThat(UPSTREAM.last().first("x-name")).contains("Ada v1");
    assertThat(gateway.admin().metrics())
        .contains(
            "gatehouse_policy_events_total{policy=\"enrich\",event=\"looked_up\",from=\"crm\"} 1");

    UPSTREAM.forget();
    gateway.drop("policies/enrich.js", enrich("v2"));
    io.gatehouse.testsupport.Awaiting.until(
        "the new version",
        () -> {
          gateway.get("/enriched");
          return UPSTREAM.last().first("x-name").equals(java.util.Optional.of("Ada v2"));
        });
    assertThat(UPSTREAM.received()).extracting(Received::target).doesNotContain("/customers/42");
  }

  @Test
  void whatTakesTooLongEndsAtTheDeadline() {
    RawResponse response = gateway.get("/patient");

    assertThat(response.status()).isEqualTo(504);
    assertThat(response.text()).contains("SCRIPT_DEADLINE").doesNotContain("patient.js");
    assertThat(gateway.get("/partners").status()).isEqualTo(200);
  }

  @Test
  void anUpstreamThatIsNotDeclaredIsTheOperatorsToSee() {
    RawResponse response = gateway.get("/stray");

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.text()).contains("SCRIPT_FAILED").doesNotContain("crn");
    assertThat(gateway.log()).contains("the API declares no upstream 'crn'");
  }

  @Test
  void aConditionDecidesForBothSides() {
    RawResponse partner = gateway.get("/partners", "x-kind: partner");
    assertThat(UPSTREAM.last().first("x-partner")).contains("yes");
    assertThat(partner.first("x-partner")).contains("seen");

    RawResponse other = gateway.get("/partners");
    assertThat(UPSTREAM.last().first("x-partner")).isEmpty();
    assertThat(other.first("x-partner")).isEmpty();
    assertThat(other.status()).isEqualTo(200);
    assertThat(gateway.run("explain", "GET", "/partners").output())
        .contains("orders/partners/headers: when request.headers.get('x-kind') === 'partner'");
  }

  @Test
  void aConditionThatIsNoneIsFoundByCheck() {
    try (GatehouseInstance folder =
        GatehouseInstance.named("script-platform-check")
            .file("etc/secrets/crm", "of-the-crm")
            .file("policies/enrich.js", enrich("v1"))
            .file("policies/patient.js", "export function onRequest() {}")
            .file("policies/stray.js", "export function onRequest() {}")
            .file("apis/orders.yaml", definition("request.method ==="))
            .prepare()) {
      GatehouseInstance.Ran ran = folder.run("check");

      assertThat(ran.exitCode()).as(ran.output()).isEqualTo(1);
      assertThat(ran.output())
          .contains("apis/orders.yaml:16:17")
          .contains("'when' of 'headers'")
          .contains("a JavaScript expression over request and context");
    }
  }
}
