package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What the status says of a script's calls. */
class HealthTest {

  private static final String SCRIPT =
      """
      export const meta = { timeoutMs: 20 };
      export function onRequest(request) {
        if (request.path === "/fail") throw new Error("by request");
        if (request.path === "/loop")
          for (;;) ;
        if (request.path === "/swallow") for (;;) { try { for (;;) ; } finally { continue; } }
        if (request.path === "/caught") { try { null.x } catch (e) { return { e }; } }
      }
      export function onResponse(response) { if (response.status === 418) null.x; }
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
  void aFailureDegradesAndASuccessHeals() {
    Policy policy = workshop.script(SCRIPT);

    call(policy, "/fail");

    assertThat(status().state()).isEqualTo(State.DEGRADED);
    assertThat(status().detail())
        .contains("failed once: SCRIPT_FAILED at policies/probe.js:3:")
        .contains("by request");
    call(policy, "/well");
    assertThat(status().state()).isEqualTo(State.SERVING);
    assertThat(status().detail()).contains("failed once");
  }

  @Test
  void whatFailsAgainAndAgainHealsSlowly() {
    Policy policy = workshop.script(SCRIPT);
    for (int i = 0; i < 10; i++) {
      call(policy, "/fail");
    }

    assertThat(status().detail()).contains("failed 10 times, last: SCRIPT_FAILED");
    call(policy, "/well");
    assertThat(status().state()).isEqualTo(State.DEGRADED);
    call(policy, "/well");
    call(policy, "/well");
    assertThat(status().state()).isEqualTo(State.SERVING);
  }

  @Test
  void oneHookDoesNotMakeUpForAnother() {
    Policy policy = workshop.script(SCRIPT);

    Outcomes.failed(policy.onResponse(GatewayResponse.of(418), workshop.exchange()));
    call(policy, "/well");
    assertThat(status().state()).isEqualTo(State.DEGRADED);

    workshop.script(SCRIPT + "\n");
    assertThat(status().state()).as("of the file that replaces it").isEqualTo(State.SERVING);
  }

  @Test
  void aStoppedCallIsToldAtItsHook() {
    Policy policy = workshop.script(SCRIPT);

    assertThat(call(policy, "/loop").code()).isEqualTo("SCRIPT_TIMEOUT");

    assertThat(status().detail())
        .contains("SCRIPT_TIMEOUT at policies/probe.js:2:17")
        .contains("onRequest was stopped at its limit of 70 ms");
  }

  @Test
  void aCallThatHadToBeCancelledIsToldToo() {
    Policy policy = workshop.script(SCRIPT);

    assertThat(call(policy, "/swallow").code()).isEqualTo("SCRIPT_TIMEOUT");

    assertThat(status().detail())
        .contains("SCRIPT_TIMEOUT at policies/probe.js:")
        .contains("onRequest was stopped at its limit");
    assertThat(status().detail()).doesNotContain("its end");
  }

  @Test
  void aPlaceBehindAGuardIsToldAsWritten() {
    Policy policy =
        workshop.script("export function onRequest() { try { null.x } catch (e) { undefined.y } }");

    call(policy, "/");

    assertThat(status().detail())
        .contains("policies/probe.js:1:58")
        .contains("in `export function onRequest() { try { null.x } catch (e) { undefined.y } }`");
  }

  private static Problem call(Policy policy, String path) {
    workshop.quiet();
    var result = policy.onRequest(RequestBuilder.get(path).build(), workshop.exchange());
    return path.equals("/well") ? Problem.gateway("NONE", 500, "", "") : Outcomes.failed(result);
  }

  private static StatusEntry status() {
    return workshop.scripts().status().getFirst();
  }
}
