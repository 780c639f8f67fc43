package io.gatehouse.policy.script;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy script, ready to be loaded into contexts.
 *
 * @param type the policy type it makes
 * @param source kept as long as the version serves: the engine forgets its code when it goes
 * @param runner what runs its hooks; kept like the source
 * @param files what it imports
 * @param stage what it sees instead of the world, where it is tried out
 */
record ScriptModule(
    String type,
    ScriptText script,
    Source source,
    Source runner,
    ModuleFiles files,
    Optional<Stage> stage) {

  static final String MEDIA_TYPE = "application/javascript+module";

  /** What it remembers and counts is kept under this name: snippets share nothing. */
  String nameOfState() {
    return type.equals(InlineScriptFactory.TYPE) ? script.display() : type;
  }

  static ScriptModule of(String type, ScriptText script, ModuleFiles files) {
    Source source =
        Source.newBuilder("js", StackGuard.guard(script.text()), script.display())
            .mimeType(MEDIA_TYPE)
            .buildLiteral();
    Source runner = ScriptEngine.runner(script.display());
    return new ScriptModule(type, script, source, runner, files, Optional.empty());
  }

  /**
   * What a script sees instead of the world when cases of it are run.
   *
   * @param clock what time it is
   */
  record Stage(LongSupplier clock, Logger logger) {}

  /** The same on this stage. */
  ScriptModule on(Stage stage) {
    return new ScriptModule(type, script, source, runner, files, Optional.of(stage));
  }

  /** Where it logs. */
  Logger logger() {
    return stage.map(Stage::logger).orElseGet(() -> LoggerFactory.getLogger("policies." + type));
  }
}
