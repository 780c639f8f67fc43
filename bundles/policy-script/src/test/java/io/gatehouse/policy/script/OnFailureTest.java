package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages while a script is out of service. */
class OnFailureTest {

  private static final String HOOKS =
      """
      export function onRequest(request) {
        if (request.path === "/run") for (;;) ;
        if (request.path === "/throw") throw new Error("by request");
        request.headers.set("x-seen", "yes");
      }
      export function onResponse(response) { response.headers.set("x-seen", "yes"); }
      export function onError() { return new Response("mended"); }
      """;

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @Test
  void openLetsMessagesPassAndTellsOfIt() {
    Policy policy = takenOut("timeoutMs: 20, onFailure: \"open\"");

    GatewayRequest request = Outcomes.continued(onRequest(policy, "/run"));
    GatewayResponse response =
        Outcomes.continued(policy.onResponse(GatewayResponse.of(200), workshop.exchange()));
    Problem failure = Problem.upstream("UPSTREAM_TIMEOUT", 504, "Gateway timeout", "");
    Problem passed = Outcomes.continued(policy.onError(failure, workshop.exchange()));

    assertThat(request.headers().first("x-seen")).isEmpty();
    assertThat(response.headers().first("x-seen")).isEmpty();
    assertThat(passed).isSameAs(failure);
    assertThat(status().state()).isEqualTo(State.DEGRADED);
    assertThat(status().detail())
        .contains("stopped too often; messages pass without it (onFailure: open)")
        .contains("3 messages passed without it");
    assertThat(workshop.counters().counted())
        .contains(
            "probe skipped_out_of_service {hook=onRequest} 1",
            "probe skipped_out_of_service {hook=onResponse} 1",
            "probe skipped_out_of_service {hook=onError} 1");
  }

  @Test
  void openLeavesContentAsItCame() {
    Policy policy = takenOut("timeoutMs: 20, onFailure: \"open\", body: { request: \"json\" }");
    GatewayRequest request =
        RequestBuilder.post("/", "not gzip").header("content-encoding", "gzip").build();

    GatewayRequest passed = Outcomes.continued(policy.onRequest(request, workshop.exchange()));

    assertThat(passed.headers().first("content-encoding")).contains("gzip");
    assertThat(passed.body())
        .isInstanceOfSatisfying(
            Body.Buffered.class, body -> assertThat(body.text()).isEqualTo("not gzip"));
  }

  @Test
  void aCallThatFailsIsNotPassed() {
    Policy policy = workshop.script(script("timeoutMs: 20, onFailure: \"open\""));

    assertThat(Outcomes.failed(onRequest(policy, "/throw")).code()).isEqualTo("SCRIPT_FAILED");
    assertThat(Outcomes.failed(onRequest(policy, "/run")).code()).isEqualTo("SCRIPT_TIMEOUT");
    workshop.quiet();
    assertThat(Outcomes.continued(onRequest(policy, "/")).headers().first("x-seen"))
        .contains("yes");
  }

  @Test
  void closedIsWhatIsMeantWhereNothingIsSaid() {
    for (String meta : new String[] {"timeoutMs: 20", "timeoutMs: 20, onFailure: \"closed\""}) {
      Policy policy = takenOut(meta);

      assertThat(Outcomes.failed(onRequest(policy, "/")).code()).isEqualTo("SCRIPT_QUARANTINED");
      assertThat(
              Outcomes.failed(policy.onResponse(GatewayResponse.of(200), workshop.exchange()))
                  .code())
          .isEqualTo("SCRIPT_QUARANTINED");
      assertThat(status().detail()).contains("stopped too often; requests fail");
      assertThat(status().detail()).doesNotContain("passed without it");
    }
  }

  @Test
  void anyOtherWordIsRefused() {
    workshop.save("probe.js", "export const meta = { onFailure: 'opne' };\n" + HOOKS);

    assertThat(workshop.folders().findings().toString())
        .contains("meta.onFailure: \"opne\"")
        .contains("Write 'open' (allowed: closed, open)");
  }

  private static Policy takenOut(String meta) {
    Policy policy = workshop.script(script(meta));
    for (int i = 0; i < 5; i++) {
      workshop.quiet();
      assertThat(Outcomes.failed(onRequest(policy, "/run")).code()).isEqualTo("SCRIPT_TIMEOUT");
    }
    return policy;
  }

  private static io.gatehouse.api.policy.PolicyResult<GatewayRequest> onRequest(
      Policy policy, String path) {
    return policy.onRequest(RequestBuilder.get(path).build(), workshop.exchange());
  }

  private static String script(String meta) {
    return "export const meta = { " + meta + " };\n" + HOOKS;
  }

  private static StatusEntry status() {
    return workshop.scripts().status().stream()
        .filter(entry -> entry.name().equals("probe"))
        .findFirst()
        .orElseThrow();
  }
}
