package io.gatehouse.policy.script;

import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.graalvm.polyglot.Value;

/**
 * One polyglot context with a policy loaded in it. Made on the script thread; once it serves, used
 * on one event loop only and closed there.
 */
final class ScriptContext {

  private static final int PENDING = 2;

  /** Code that the engine meets for the first time takes a multiple of its later time. */
  private static final int FIRST_CALLS = 3;

  private final RunningContext running;
  private final Value entry;
  private final Value exports;
  private final Map<Hook, Bound> hooks;
  private final Map<ScriptPolicy, Value> configs = new WeakHashMap<>();
  private int calls;

  ScriptContext(RunningContext running, Value entry, Value exports, Map<Hook, Bound> hooks) {
    this.running = running;
    this.entry = entry;
    this.exports = exports;
    this.hooks = Map.copyOf(hooks);
  }

  /** A hook of the policy and the function of the script API that runs it. */
  record Bound(Value runner, Value function) {}

  RunningContext running() {
    return running;
  }

  Set<Hook> hooks() {
    return hooks.keySet();
  }

  /** What the next call may take: the first ones more, since the engine learns the code in them. */
  Lane.Limits allowance(Lane.Limits limits) {
    if (calls >= FIRST_CALLS) {
      return limits;
    }
    calls++;
    return limits.generous();
  }

  /** What the module exports. */
  Value exports() {
    return exports;
  }

  /**
   * Calls a hook; the call holds the outcome.
   *
   * @throws org.graalvm.polyglot.PolyglotException what the hook threw
   */
  void call(Hook hook, HostCall call, ScriptPolicy policy) {
    call(hook, call, config(policy));
  }

  /** The same with a configuration that nobody will come with again. */
  void call(Hook hook, HostCall call, String configJson) {
    call(hook, call, entry.invokeMember("config", configJson));
  }

  private void call(Hook hook, HostCall call, Value config) {
    Bound bound = hooks.get(hook);
    if (bound == null) {
      return;
    }
    int code = bound.runner().execute(bound.function(), call, config).asInt();
    if (code == PENDING && !call.isSettled()) {
      throw new UnsettledPromiseException();
    }
  }

  void close() {
    running.close();
  }

  private Value config(ScriptPolicy policy) {
    Value known = configs.get(policy);
    if (known == null) {
      known = entry.invokeMember("config", policy.configJson());
      configs.put(policy, known);
    }
    return known;
  }
}
