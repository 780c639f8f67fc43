package io.gatehouse.policy.script;

import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class InlineScriptContractTest extends PolicyFactoryContractTest {

  private final ScriptRuntime runtime =
      new ScriptRuntime(List::of, new MapCacheStore(), new RecordingCounters());

  @AfterEach
  void stop() {
    runtime.close();
  }

  @Override
  protected PolicyFactory<?> factory() {
    return new InlineScriptFactory(runtime, Path.of("policies"));
  }
}
