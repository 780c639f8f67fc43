package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

/** A stop that comes when its script has left already. */
class LateStopTest {

  @Test
  void isTakenWhereItHarmsNobody() {
    ScriptEngine engine = new ScriptEngine();
    try (Context policy = engine.newContext(new ModuleFiles(Path.of("policies")))) {
      assertThat(policy.eval("js", "1 + 1").asInt()).isEqualTo(2);

      assertThat(engine.absorb()).as("the thread was seen to run undisturbed").isTrue();
    } finally {
      engine.close();
    }
  }

  @Test
  void isNobodysWhenTheEngineIsClosed() {
    ScriptEngine engine = new ScriptEngine();
    engine.close();

    assertThat(engine.absorb()).isFalse();
  }
}
