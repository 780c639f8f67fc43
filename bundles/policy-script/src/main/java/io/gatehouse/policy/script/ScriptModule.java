package io.gatehouse.policy.script;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Source;

/**
 * A policy script, ready to be loaded into contexts.
 *
 * @param type the policy type it makes
 * @param source kept as long as the version serves: the engine forgets its code when it goes
 * @param files what it imports
 * @param clock what time it is to it, where that is not the time it is
 */
record ScriptModule(
    String type,
    ScriptText script,
    Source source,
    ModuleFiles files,
    Optional<LongSupplier> clock) {

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
    return new ScriptModule(type, script, source, files, Optional.empty());
  }

  /** The same where it is this time. */
  ScriptModule at(LongSupplier time) {
    return new ScriptModule(type, script, source, files, Optional.of(time));
  }
}
