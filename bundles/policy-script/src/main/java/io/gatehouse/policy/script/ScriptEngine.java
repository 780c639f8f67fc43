package io.gatehouse.policy.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one JavaScript engine: all contexts share its code. It knows what a context may do, which is
 * nothing but compute.
 */
final class ScriptEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptEngine.class);

  /** Only where scripts are told another time than it is. */
  private static final String CLOCK = "clock.js";

  /** Runs hooks. */
  private static final String RUNNER = "entry.js";

  private static final String RUNNER_TEXT = resource(RUNNER);

  /** In the order in which they build on one another. */
  private static final List<String> PRELUDE =
      List.of(
          "guards.js",
          "encoding.js",
          "crypto.js",
          "state.js",
          "url.js",
          "xml.js",
          "xpath.js",
          "soap.js",
          "streams.js",
          "json.js",
          "messages.js",
          "fetch.js",
          CLOCK);

  /** No way to load code, no shared memory, no built-in that cannot be bounded. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("engine.WarnInterpreterOnly", "false"),
          Map.entry("js.allow-eval", "false"),
          Map.entry("js.disable-eval", "true"),
          Map.entry("js.load", "false"),
          Map.entry("js.print", "false"),
          Map.entry("js.console", "false"),
          Map.entry("js.graal-builtin", "false"),
          Map.entry("js.polyglot-builtin", "false"),
          Map.entry("js.java-package-globals", "false"),
          Map.entry("js.webassembly", "false"),
          Map.entry("js.shared-array-buffer", "false"),
          Map.entry("js.atomics", "false"),
          Map.entry("js.bigint", "false"),
          Map.entry("js.regexp-static-result", "false"),
          Map.entry("js.top-level-await", "false"),
          Map.entry("js.string-length-limit", "4194304"),
          Map.entry("js.max-typed-array-length", "16777216"),
          Map.entry("js.max-apply-argument-length", "65536"),
          Map.entry("js.text-encoding", "true"),
          Map.entry("js.strict", "true"),
          Map.entry("js.locale", "en"),
          Map.entry("js.esm-eval-returns-exports", "true"));

  private static final int MOST_ABSORBED = 5;
  private static final Source ABSORBER =
      Source.newBuilder("js", "(() => { for (let i = 0; i < 10; i++); })", "absorber.js")
          .buildLiteral();

  private final Engine engine;
  private final List<Source> prelude;

  /** The last one: it freezes what the others made. */
  private final Source freeze = preludeSource("freeze.js");

  /** One object: contexts of an engine must agree in it. */
  private final HostAccess hostAccess =
      HostAccess.newBuilder().allowAccessAnnotatedBy(HostAccess.Export.class).build();

  ScriptEngine() {
    engine =
        Engine.newBuilder("js")
            .allowExperimentalOptions(true)
            .options(OPTIONS)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .build();
    prelude = PRELUDE.stream().map(ScriptEngine::preludeSource).toList();
    LOG.atInfo()
        .addKeyValue("engine", engine.getImplementationName())
        .log("Script engine is ready");
  }

  /** A context in which nothing ran yet. */
  Context newContext(ModuleFiles files) {
    return Context.newBuilder("js")
        .engine(engine)
        .allowHostAccess(hostAccess)
        .allowIO(IOAccess.newBuilder().fileSystem(files).allowHostSocketAccess(false).build())
        .allowHostClassLoading(false)
        .allowNativeAccess(false)
        .allowCreateThread(false)
        .allowCreateProcess(false)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowEnvironmentAccess(EnvironmentAccess.NONE)
        .allowValueSharing(false)
        .useSystemExit(false)
        .build();
  }

  /** Puts the script API into the context; returns what runs hooks. */
  Value install(Context context, HostFunctions functions, StopSign stopSign, Source runner) {
    Value shared =
        context.eval(Source.newBuilder("js", "({})", ScriptFault.PRELUDE).buildLiteral());
    for (Source source : prelude) {
      if (!source.getName().endsWith(CLOCK) || functions.hasClock()) {
        context.eval(source).execute(functions, shared, stopSign);
      }
    }
    Value entry = context.eval(runner).execute(functions, shared, stopSign);
    context.eval(freeze).execute(functions, shared, stopSign);
    return entry;
  }

  /** A policy that uses the whole script API. */
  ScriptModule warmUp() {
    ScriptText text = new ScriptText("warmup.js", resource("warmup.js"), 0);
    return ScriptModule.of("warm-up", text, new ModuleFiles(Path.of("policies")));
  }

  /** A policy that has to be stopped. */
  ScriptModule endless() {
    ScriptText text = new ScriptText("endless.js", "export function onRequest() { for (;;); }", 0);
    return ScriptModule.of("warm-up", text, new ModuleFiles(Path.of("policies")));
  }

  /**
   * Takes what is still to happen to this thread on behalf of a script that was stopped, where it
   * harms nobody: an interrupt or a cancellation that came as the script left is carried out by the
   * next code that the thread runs, whosever it is.
   *
   * @return false where the thread was not seen to run undisturbed
   */
  boolean absorb() {
    for (int i = 0; i < MOST_ABSORBED; i++) {
      try (Context nobody =
          Context.newBuilder("js").engine(engine).allowHostAccess(hostAccess).build()) {
        nobody.eval(ABSORBER).execute();
        return true;
      } catch (PolyglotException absorbed) {
        LOG.atDebug().log("A stop that came late was absorbed");
      } catch (IllegalStateException e) {
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("Stops that come late cannot be absorbed");
        return false;
      }
    }
    return false;
  }

  /** Stops whatever runs. */
  @Override
  public void close() {
    try {
      engine.close(true);
    } catch (PolyglotException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("The script engine was not closed in order; its memory is held until restart");
    }
  }

  /**
   * What runs hooks, anew for each script: code that runs the hooks of all would know none of them,
   * and each call would cost what a call of something unknown costs.
   */
  static Source runner(String version) {
    return Source.newBuilder("js", RUNNER_TEXT, ScriptFault.PRELUDE + RUNNER + "?" + version)
        .buildLiteral();
  }

  private static Source preludeSource(String name) {
    return Source.newBuilder("js", resource(name), ScriptFault.PRELUDE + name).buildLiteral();
  }

  private static String resource(String name) {
    try (InputStream in = ScriptEngine.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the bundle lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
