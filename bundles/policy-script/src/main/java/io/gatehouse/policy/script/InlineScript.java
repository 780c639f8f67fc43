package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Setting;

/**
 * The configuration of a {@code script} policy.
 *
 * @param inline statements; they see {@code request} or {@code response}, and {@code context}
 */
record InlineScript(
    @Setting("Statements to run. They see request (or response) and context.") String inline,
    @Setting(value = "The side on which they run.", defaultsTo = "request") Phase phase) {

  /** The side of an exchange. */
  enum Phase {
    REQUEST,
    RESPONSE
  }

  /** The module that a file with the same effect would be. */
  ScriptText asModule(String scope) {
    String head =
        switch (phase) {
          case REQUEST -> "export function onRequest(request, context) {\n";
          case RESPONSE -> "export function onResponse(response, context) {\n";
        };
    return new ScriptText(scope, head + inline + "\n}\n", 1);
  }
}
