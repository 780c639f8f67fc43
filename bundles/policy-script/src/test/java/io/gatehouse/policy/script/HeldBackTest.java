package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts are loaded behind the first revision, unless it needs one. */
class HeldBackTest {

  private static final Duration FOR_LONG = Duration.ofMinutes(10);
  private static final String HOOK = "export function onRequest() {}";

  @TempDir Path base;

  @Test
  void scriptsAreLoadedWhenTheFirstRevisionServes() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base, FOR_LONG)) {
      workshop.folders().changed(workshop.write("policies/probe.js", HOOK));
      assertThat(workshop.scripts().hasEngine()).isFalse();

      workshop.scripts().start();
      workshop.quiet();

      assertThat(workshop.policy("probe")).isNotNull();
    }
  }

  @Test
  void aSnippetOfTheFirstRevisionIsNotKeptWaiting() {
    try (ScriptWorkshop workshop = new ScriptWorkshop(base, FOR_LONG)) {
      workshop.settle("the type script", () -> workshop.registry().has("script"));
      InlineScript snippet =
          new InlineScript("request.method;", InlineScript.Phase.REQUEST, Optional.empty());

      try (Policy policy = workshop.inline().create(snippet, new TestPolicyEnvironment())) {
        assertThat(policy).isNotNull();
      }
      assertThat(workshop.scripts().hasEngine()).isTrue();
    }
  }

  @Test
  void theEndComesWithoutTheBeginning() {
    ScriptWorkshop workshop = new ScriptWorkshop(base, FOR_LONG);
    workshop.folders().changed(workshop.write("policies/probe.js", HOOK));

    workshop.close();

    assertThat(workshop.scripts().hasEngine()).isFalse();
  }
}
