package io.gatehouse.policy.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
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
  private final Value resume;
  private final Set<SuspendedHook<?>> suspended = new LinkedHashSet<>();
  private final Deque<SuspendedHook<?>> ready = new ArrayDeque<>();
  private int calls;

  ScriptContext(RunningContext running, Value entry, Value exports, Map<Hook, Bound> hooks) {
    this.running = running;
    this.entry = entry;
    this.resume = entry.getMember("resume");
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
   * @return whether the outcome waits for a promise that is not settled
   * @throws org.graalvm.polyglot.PolyglotException what the hook threw
   */
  boolean call(Hook hook, HostCall call, ScriptPolicy policy) {
    return call(hook, call, config(policy));
  }

  /** The same with a configuration that nobody will come with again. */
  boolean call(Hook hook, HostCall call, String configJson) {
    return call(hook, call, entry.invokeMember("config", configJson));
  }

  private boolean call(Hook hook, HostCall call, Value config) {
    Bound bound = hooks.get(hook);
    if (bound == null) {
      return false;
    }
    int code = bound.runner().execute(bound.function(), call, config).asInt();
    return code == PENDING && !call.isSettled();
  }

  /** Hands an answer to the function that waits for it, on behalf of a call. */
  void resume(HostCall call, Value settle, FetchAnswer answer) {
    resume.executeVoid(call, settle, answer);
  }

  /** A call waits in this context. */
  void suspended(SuspendedHook<?> hook) {
    suspended.add(hook);
  }

  /** It does not wait any more. */
  void resumed(SuspendedHook<?> hook) {
    suspended.remove(hook);
  }

  /** The promise of a call that waits was settled, by whichever call was running. */
  void ready(SuspendedHook<?> hook) {
    ready.add(hook);
  }

  /** Lets the calls go on whose promises were settled; no script is on the thread. */
  void concludeReady() {
    for (SuspendedHook<?> next = ready.poll(); next != null; next = ready.poll()) {
      next.conclude();
    }
  }

  /** Closes it; whatever waits in it fails. False where the engine failed to close it. */
  boolean close() {
    List.copyOf(suspended).forEach(SuspendedHook::contextGone);
    return running.close();
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
