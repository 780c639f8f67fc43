package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyDescriptor;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyFactory;
import java.nio.file.Path;
import java.util.Map;

/** The type {@code script}: a script written where it is used. Each use has contexts of its own. */
final class InlineScriptFactory implements PolicyFactory<InlineScript> {

  static final String TYPE = "script";

  private final ScriptRuntime runtime;
  private final Path folder;

  InlineScriptFactory(ScriptRuntime runtime, Path folder) {
    this.runtime = runtime;
    this.folder = folder;
  }

  @Override
  public PolicyDescriptor<InlineScript> descriptor() {
    return PolicyDescriptor.of(
        TYPE, InlineScript.class, "Runs JavaScript statements on the request or the response.");
  }

  @Override
  public Policy create(InlineScript config, PolicyEnvironment environment) {
    ScriptText text = config.asModule(environment.scope());
    try {
      ScriptVersion version = runtime.await(() -> load(text));
      return new ScriptPolicy(version, ScriptReach.of(environment), Map.of(), "{}", version::close);
    } catch (ScriptRefusedException e) {
      Finding first = e.findings().getFirst();
      String where =
          first.place().line() > 0
              ? "line " + first.place().line() + ", column " + first.place().column() + ": "
              : "";
      throw new PolicyConfigurationException(
          "inline",
          where + first.problem() + (first.remedy().isEmpty() ? "" : ". " + first.remedy()));
    }
  }

  private ScriptVersion load(ScriptText text) {
    ScriptModule module = ScriptModule.of(TYPE, text, new ModuleFiles(folder));
    return ScriptVersion.load(module, runtime);
  }
}
