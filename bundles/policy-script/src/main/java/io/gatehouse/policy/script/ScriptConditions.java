package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.exchange.Exchange;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.ConditionFactory;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyEnvironment;
import io.gatehouse.api.policy.PolicyResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in JavaScript. Equal expressions share their contexts, wherever they stand: they see
 * the request and keep nothing.
 */
final class ScriptConditions implements ConditionFactory {

  static final String TYPE = "when";
  private static final String HEAD = "export function when(request, context) { return (\n";

  private final ScriptRuntime runtime;
  private final Path folder;
  private final Map<String, Shared> all = new HashMap<>();

  private static final class Shared {
    private final ScriptVersion version;
    private int users;

    Shared(ScriptVersion version) {
      this.version = version;
    }
  }

  ScriptConditions(ScriptRuntime runtime, Path folder) {
    this.runtime = runtime;
    this.folder = folder;
  }

  @Override
  public Condition create(String expression, PolicyEnvironment environment) {
    ScriptVersion version = acquire(expression);
    ScriptPolicy policy =
        new ScriptPolicy(
            version, ScriptReach.of(environment), Map.of(), "{}", () -> release(expression));
    return new Expression(policy);
  }

  private synchronized ScriptVersion acquire(String expression) {
    Shared shared = all.get(expression);
    if (shared == null) {
      shared = new Shared(load(expression));
      all.put(expression, shared);
    }
    shared.users++;
    return shared.version;
  }

  private synchronized void release(String expression) {
    @Nullable Shared shared = all.get(expression);
    if (shared != null && --shared.users == 0) {
      all.remove(expression);
      shared.version.close();
    }
  }

  private ScriptVersion load(String expression) {
    ScriptText text = new ScriptText(TYPE, HEAD + expression + "\n); }\n", 1);
    try {
      return runtime.await(
          () ->
              ScriptVersion.loadSmall(
                  ScriptModule.of(TYPE, text, new ModuleFiles(folder)), runtime));
    } catch (ScriptRefusedException e) {
      Finding first = e.findings().getFirst();
      throw new PolicyConfigurationException(
          "",
          problem(first, expression)
              + " (expected: a JavaScript expression over request and context)");
    }
  }

  private static String problem(Finding finding, String expression) {
    int line = finding.place().line();
    if (line > expression.lines().count()) {
      return "the expression is not complete";
    }
    return line == 0
        ? finding.problem()
        : "line %d, column %d of the expression: %s"
            .formatted(line, finding.place().column(), finding.problem());
  }

  /** An expression in one place. */
  private record Expression(ScriptPolicy policy) implements Condition {

    @Override
    public Decision decide(GatewayRequest request, Exchange exchange) {
      ConditionCall call = policy.conditionCall(request, exchange);
      return switch (policy.decide(call, request, exchange)) {
        case PolicyResult.Continue<GatewayRequest> ignored ->
            call.applies() ? new Decision.Applies() : new Decision.Skipped();
        case PolicyResult.Fail<GatewayRequest>(var problem) -> new Decision.Failed(problem);
        case PolicyResult.Respond<GatewayRequest> ignored ->
            new Decision.Failed(ScriptProblems.failed());
        case PolicyResult.Await<GatewayRequest> ignored ->
            new Decision.Failed(ScriptProblems.failed());
      };
    }

    @Override
    public void close() {
      policy.close();
    }
  }
}
