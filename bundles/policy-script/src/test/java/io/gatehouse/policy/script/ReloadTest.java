package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {

  private static final int RELOADS = 200;

  @TempDir Path base;

  @Test
  void aRequestUnderWayStaysOnItsVersion() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      Policy one = workshop.script("export const onRequest = () => new Response('one');");
      Policy two = workshop.script("export const onRequest = () => new Response('two');");

      assertThat(answer(workshop, one)).isEqualTo("one");
      assertThat(answer(workshop, two)).isEqualTo("two");

      workshop.registry().drain();
      workshop.quiet();
      assertThat(Outcomes.failed(one.onRequest(RequestBuilder.any(), workshop.exchange())).code())
          .isEqualTo("SCRIPT_RECOVERING");
      assertThat(answer(workshop, two)).isEqualTo("two");
    }
  }

  @Test
  void whatServedBeforeServesWhereTheFileIsBrokenNow() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      Path library = workshop.write("policies/lib/word.js", "export const word = ;");
      Path libraryBefore = workshop.write("kept/word", "export const word = 'kept';");
      Path before =
          workshop.write(
              "kept/probe",
              "import { word } from './lib/word.js';\n"
                  + "export const onRequest = () => new Response(word);");
      Path probe = workshop.write("policies/probe.js", "export const onRequest = ;");
      workshop.folders().contents().servedBefore(library, libraryBefore);
      workshop.folders().contents().servedBefore(probe, before);

      workshop.folders().changed(probe);
      workshop.quiet();

      assertThat(answer(workshop, workshop.policy("probe"))).isEqualTo("kept");
      assertThat(workshop.folders().findings(probe)).hasSize(1);
      assertThat(workshop.scripts().status().getFirst().state()).isEqualTo(State.DEGRADED);
      assertThat(workshop.folders().contents().serving(library)).contains(libraryBefore);

      assertThat(
              answer(
                  workshop,
                  workshop.script("export const onRequest = () => new Response('mended');")))
          .isEqualTo("mended");
      assertThat(workshop.folders().contents().serving(probe)).contains(probe);
    }
  }

  /** Each version holds a megabyte, so that versions that stay would be seen. */
  @Test
  void nothingOfAReplacedVersionStays() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      List<WeakReference<Policy>> old = new ArrayList<>();
      workshop.write("policies/lib/part.js", "export const x = 0;");
      long early = 0;
      for (int i = 0; i < RELOADS; i++) {
        Policy policy = workshop.script(version(i));
        assertThat(answer(workshop, policy)).isEqualTo("version " + i);
        old.add(new WeakReference<>(policy));
        workshop.registry().drain();
        workshop.quiet();
        if (i == RELOADS / 4) {
          early = usedAfterCollection();
        }
      }
      long late = usedAfterCollection();

      assertThat(old.stream().filter(r -> !r.refersTo(null)).count())
          .as("policies that were not collected")
          .isLessThan(5);
      assertThat(late - early).as("growth in bytes over 150 reloads").isLessThan(24L << 20);
    }
  }

  @Test
  void theInlineTypeRunsStatements() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      PolicyFactory<InlineScript> factory = workshop.inline();
      Policy policy =
          factory.create(
              new InlineScript(
                  "if (!context.consumer) return new Response('who?', { status: 401 });",
                  InlineScript.Phase.REQUEST,
                  Optional.empty()),
              new TestPolicyEnvironment());
      Policy after =
          factory.create(
              new InlineScript(
                  "response.headers.set('x-a', context.api)",
                  InlineScript.Phase.RESPONSE,
                  Optional.empty()),
              new TestPolicyEnvironment());

      assertThat(answer(workshop, policy)).isEqualTo("who?");
      assertThat(
              Outcomes.continued(
                      after.onResponse(
                          io.gatehouse.api.http.GatewayResponse.of(200), workshop.exchange()))
                  .headers()
                  .first("x-a"))
          .contains("orders");
      policy.close();
      after.close();
    }
  }

  @Test
  void anInlineScriptReadsTheContentItDeclares() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      Policy policy =
          workshop
              .inline()
              .create(
                  new InlineScript(
                      "return new Response('got ' + request.data.x)",
                      InlineScript.Phase.REQUEST,
                      Optional.of(new InlineScript.Content(BodyMode.JSON, BodyMode.NONE))),
                  new TestPolicyEnvironment());

      Body body =
          Outcomes.responded(
                  policy.onRequest(
                      RequestBuilder.post("/", "{\"x\":5}").build(), workshop.exchange()))
              .body();

      assertThat(((Body.Buffered) body).text()).isEqualTo("got 5");
      policy.close();
    }
  }

  @Test
  void withoutScriptsNobodyWaitsForTheEngine() {
    // the workshop comes to be when the boot phase is done
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      assertThat(workshop.registry().has("script")).isTrue();
      assertThat(workshop.scripts().hasEngine()).isFalse();

      workshop.scripts().warmUp();
      workshop.quiet();
      assertThat(workshop.scripts().hasEngine()).isTrue();
    }
  }

  @Test
  void anInlineScriptThatCannotWorkIsRefusedWithItsLine() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base)) {
      PolicyFactory<InlineScript> factory = workshop.inline();
      InlineScript broken =
          new InlineScript(
              "const a = 1;\nconst b = ;", InlineScript.Phase.REQUEST, Optional.empty());

      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                  PolicyConfigurationException.class,
                  () -> factory.create(broken, new TestPolicyEnvironment())))
          .hasMessageStartingWith("line 2, column 11: SyntaxError")
          .extracting(PolicyConfigurationException::key)
          .isEqualTo("inline");
    }
  }

  private static String version(int number) {
    return "// "
        + "padding ".repeat(64_000)
        + "\nconst kept = new Uint8Array(500000);\nimport { x } from './lib/part.js';\n"
        + "export function onRequest() { return new Response('version "
        + number
        + "'.slice(0, kept.length + x)); }\n";
  }

  private static long usedAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static String answer(ScriptWorkshop workshop, Policy policy) {
    Body body =
        Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange())).body();
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
