package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call that nothing can stop. */
class HeldTest {

  @TempDir Path base;

  @Test
  @Timeout(60)
  void takesItsVersionOutOfServiceWhileItStillRuns() throws InterruptedException {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      Policy policy =
          workshop.script(
              """
              export const meta = { timeoutMs: 20 };
              export function onRequest(request) {
                if (request.path === "/run") return new Response(String(+("0x" + "f".repeat(5e5))));
              }
              """);
      AtomicReference<String> seen = new AtomicReference<>("");
      Thread onlooker = Thread.ofPlatform().start(() -> seen.set(whileItRuns(workshop)));

      policy.onRequest(RequestBuilder.get("/run").build(), workshop.exchange());
      onlooker.interrupt();
      onlooker.join();

      assertThat(seen.get()).contains("DEGRADED").contains("could not be stopped");
      workshop.quiet();
      assertThat(
              Outcomes.failed(policy.onRequest(RequestBuilder.any(), workshop.exchange())).code())
          .isEqualTo("SCRIPT_QUARANTINED");
      Policy mended = workshop.script("export function onRequest() {}");
      assertThat(
              Outcomes.continued(mended.onRequest(RequestBuilder.any(), workshop.exchange()))
                  .path())
          .isEqualTo("/");
      assertThat(workshop.scripts().status().getFirst().state()).isEqualTo(State.SERVING);
    }
  }

  /** The status, as soon as it is not well; empty where the call ended before. */
  private static String whileItRuns(ScriptWorkshop workshop) {
    while (!Thread.currentThread().isInterrupted()) {
      StatusEntry entry = workshop.scripts().status().getFirst();
      if (entry.state() != State.SERVING) {
        return entry.toString();
      }
      Thread.onSpinWait();
    }
    return "";
  }
}
