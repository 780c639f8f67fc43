package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.exchange.EventLoop;
import io.gatehouse.api.status.EventCounters;
import io.gatehouse.api.store.CacheStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/**
 * Loads policy scripts into contexts, on the script thread, and says what keeps one from serving.
 */
final class ScriptLoader {

  private static final Lane.Limits TOP_LEVEL =
      new Lane.Limits(Duration.ofSeconds(1).toNanos(), 64L * 1024 * 1024);
  private static final Lane.Limits LONGEST_CALL =
      new Lane.Limits(Duration.ofMillis(500).toNanos(), 64L * 1024 * 1024);
  private static final Lane.Limits AT_ONCE =
      new Lane.Limits(Duration.ofMillis(1).toNanos(), 64L * 1024 * 1024);
  private static final int DEEPEST_META = 16;
  private static final Pattern IMPORT =
      Pattern.compile("\\b(?:from|import)\\s*\\(?\\s*[\"']([^\"'\\n]+)[\"']");

  private final ScriptEngine engine;
  private final Lane lane;
  private final CacheStore cache;
  private final EventCounters counters;

  ScriptLoader(ScriptEngine engine, Lane lane, CacheStore cache, EventCounters counters) {
    this.engine = engine;
    this.lane = lane;
    this.cache = cache;
    this.counters = counters;
  }

  /**
   * A new context with the module in it.
   *
   * @throws ScriptRefusedException if it cannot serve
   */
  ScriptContext load(ScriptModule module) {
    String name = module.nameOfState();
    PolicyMemory memory = PolicyMemory.of(name, cache);
    ScriptContext context =
        load(
            module,
            new HostFunctions(
                module.logger(),
                memory,
                new PolicyCounters(counters, name),
                module.stage().map(ScriptModule.Stage::clock)));
    if (module.script().text().contains("cache") || !module.files().dependencies().isEmpty()) {
      memory.open();
    }
    return context;
  }

  /**
   * Reads what the script says of itself, and warms its hooks up.
   *
   * @throws ScriptRefusedException if it cannot serve
   */
  ScriptMeta check(ScriptModule module, EventLoop loop, int calls) {
    ScriptContext context = load(module, forTrial());
    try {
      ScriptMeta meta = meta(context, module);
      new Trial(lane, loop, LONGEST_CALL, meta.secrets()).run(context, meta, calls);
      return meta;
    } finally {
      context.close();
    }
  }

  /**
   * Has a script stopped. A stack that ends while the engine loads the classes of that would leave
   * them unusable for every script.
   */
  void stopOne(ScriptModule endless, EventLoop loop) {
    ScriptContext context = load(endless, forTrial());
    try {
      new Trial(lane, loop, AT_ONCE, List.of()).run(context, ScriptMeta.NOTHING_SAID, 1);
    } finally {
      context.close();
    }
  }

  /** What is tried out has no effect. */
  private static HostFunctions forTrial() {
    return new HostFunctions(NOPLogger.NOP_LOGGER, PolicyMemory.none(), PolicyCounters.none());
  }

  private ScriptContext load(ScriptModule module, HostFunctions functions) {
    Context context = engine.newContext(module.files());
    StopSign stopSign = new StopSign();
    RunningContext running =
        new RunningContext(module.type(), module.script().display(), context, stopSign);
    boolean loaded = false;
    try {
      Value entry = engine.install(context, functions, stopSign, module.runner());
      Value exports = evaluate(module, context, running);
      Map<Hook, ScriptContext.Bound> hooks = hooks(module.script(), entry, exports);
      loaded = true;
      return new ScriptContext(running, entry, exports, hooks);
    } finally {
      if (!loaded) {
        running.close();
      }
    }
  }

  private ScriptMeta meta(ScriptContext context, ScriptModule module) {
    Value meta = context.exports().getMember("meta");
    if (meta == null) {
      return ScriptMeta.NOTHING_SAID;
    }
    @Nullable PolyglotException failure = null;
    @Nullable Object said = null;
    // reading it runs the getters that it may have
    lane.enter(context.running(), TOP_LEVEL);
    try {
      said = plain(meta, DEEPEST_META);
    } catch (PolyglotException e) {
      failure = e;
    }
    if (!lane.leave()) {
      throw new ScriptRefusedException(
          module.script().export("meta"),
          "meta cannot be read to its end",
          "Write values; a getter may take 1 s and 64 MiB");
    }
    if (failure != null) {
      throw refused(ScriptFault.of(failure, module.script()));
    }
    return ScriptMeta.read(Optional.ofNullable(said), module.script());
  }

  private Value evaluate(ScriptModule module, Context context, RunningContext running) {
    @Nullable PolyglotException failure = null;
    @Nullable Value exports = null;
    lane.enter(running, TOP_LEVEL);
    try {
      exports = context.eval(module.source());
    } catch (PolyglotException e) {
      failure = e;
    }
    boolean undisturbed = lane.leave();
    if (!undisturbed) {
      boolean interrupted = Thread.interrupted();
      throw new ScriptRefusedException(
          Place.of(module.script().display()),
          lane.trip() == Lane.Trip.TIME
              ? "the module's top level does not come to its end" + (interrupted ? "" : " in time")
              : "the module's top level takes too much memory",
          "Top-level code may take 1 s and 64 MiB: move work into a hook");
    }
    if (failure != null) {
      throw missingImport(module).orElseGet(refusedBy(failure, module));
    }
    if (exports == null) {
      throw new ScriptRefusedException(Place.of(module.script().display()), "no module", "");
    }
    return exports;
  }

  private static java.util.function.Supplier<ScriptRefusedException> refusedBy(
      PolyglotException failure, ScriptModule module) {
    if (failure.isResourceExhausted()) {
      return () ->
          new ScriptRefusedException(
              Place.of(module.script().display()),
              "the script is nested too deep or too large to be read",
              "Split expressions that are nested in many levels");
    }
    return () -> refused(ScriptFault.of(failure, module.script()));
  }

  private static ScriptRefusedException refused(ScriptFault fault) {
    return new ScriptRefusedException(fault.place(), fault.text(), "");
  }

  /** An import that could not be had, at the place where the script asks for it. */
  private static Optional<ScriptRefusedException> missingImport(ScriptModule module) {
    Map<Path, String> missing = module.files().refused();
    Matcher matcher = IMPORT.matcher(module.script().text());
    while (matcher.find()) {
      String asked = matcher.group(1);
      boolean url = asked.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
      @Nullable String reason = url ? "is not a file of policies/" : reason(missing, asked);
      if (reason != null) {
        return Optional.of(
            new ScriptRefusedException(
                module.script().find(Pattern.compile("[\"'](" + Pattern.quote(asked) + ")[\"']")),
                "import '" + asked + "': " + reason,
                "Import from policies/ or policies/lib/: ./name.js or ./lib/name.js"));
      }
    }
    return missing.entrySet().stream()
        .findFirst()
        .map(
            e ->
                new ScriptRefusedException(
                    Place.of(module.script().display()),
                    "import of " + ModuleFiles.display(e.getKey().toString()) + ": " + e.getValue(),
                    "Import from policies/ or policies/lib/: ./name.js or ./lib/name.js"));
  }

  private static @Nullable String reason(Map<Path, String> missing, String asked) {
    return missing.get(Path.of("/policies").resolve(asked).normalize());
  }

  private static Map<Hook, ScriptContext.Bound> hooks(
      ScriptText script, Value entry, Value exports) {
    List<Finding> findings = new ArrayList<>();
    Map<Hook, ScriptContext.Bound> hooks = new EnumMap<>(Hook.class);
    for (Hook hook : Hook.values()) {
      Value function = exports.getMember(hook.export());
      if (function == null) {
        continue;
      }
      if (!function.canExecute()) {
        findings.add(
            new Finding(
                script.export(hook.export()),
                hook.export() + " is not a function",
                "Write export function " + hook.export() + "(...) { ... }"));
        continue;
      }
      hooks.put(hook, new ScriptContext.Bound(entry.getMember(hook.export()), function));
    }
    for (String name : exports.getMemberKeys()) {
      if (!name.equals("meta") && !Hook.NAMES.contains(name) && !isExpression(script, name)) {
        findings.add(unknownExport(script, name));
      }
    }
    if (findings.isEmpty() && hooks.isEmpty()) {
      findings.add(
          new Finding(
              Place.of(script.display()),
              "the script exports no hook",
              "Export at least one of " + String.join(", ", Hook.NAMES)));
    }
    if (!findings.isEmpty()) {
      throw new ScriptRefusedException(findings);
    }
    return hooks;
  }

  private static boolean isExpression(ScriptText script, String name) {
    return name.equals(Hook.WHEN.export()) && script.display().equals(ScriptConditions.TYPE);
  }

  private static Finding unknownExport(ScriptText script, String name) {
    List<String> allowed = new ArrayList<>(Hook.NAMES);
    allowed.add("meta");
    return new Finding(
        script.export(name),
        "unknown export '" + name + "'",
        NearestName.remedy(name, allowed) + ". What is not for the gateway needs no export");
  }

  /** Plain data: maps, lists, strings, longs, doubles and booleans. */
  private static @Nullable Object plain(Value value, int depth) {
    if (value.isNull() || depth == 0) {
      return null;
    }
    if (value.isString()) {
      return value.asString();
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.fitsInLong()) {
      return value.asLong();
    }
    if (value.isNumber()) {
      return value.asDouble();
    }
    if (value.hasArrayElements()) {
      List<Object> list = new ArrayList<>();
      for (long i = 0; i < Math.min(value.getArraySize(), 1000); i++) {
        list.add(Optional.ofNullable(plain(value.getArrayElement(i), depth - 1)).orElse(""));
      }
      return list;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : value.getMemberKeys()) {
      Object member = plain(value.getMember(key), depth - 1);
      if (member != null) {
        map.put(key, member);
      }
    }
    return map;
  }
}
