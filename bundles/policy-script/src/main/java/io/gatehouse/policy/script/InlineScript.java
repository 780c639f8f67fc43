package io.gatehouse.policy.script;

import io.gatehouse.api.definition.Setting;
import java.util.Optional;

/**
 * The configuration of a {@code script} policy.
 *
 * @param inline statements; they see {@code request} or {@code response}, and {@code context}
 */
record InlineScript(
    @Setting("Statements to run. They see request (or response) and context.") String inline,
    @Setting(value = "The side on which they run.", defaultsTo = "request") Phase phase,
    @Setting("The content they read, as meta.body in a file.") Optional<Content> body) {

  /** The side of an exchange. */
  enum Phase {
    REQUEST,
    RESPONSE
  }

  /** How content is read; only the side of the phase is. */
  record Content(
      @Setting(value = "How a request snippet reads content.", defaultsTo = "none")
          BodyMode request,
      @Setting(value = "How a response snippet reads content.", defaultsTo = "none")
          BodyMode response) {}

  /** The module that a file with the same effect would be. */
  ScriptText asModule(String scope) {
    String meta = body.map(b -> meta(b)).orElse("");
    String head =
        switch (phase) {
          case REQUEST -> "export function onRequest(request, context) {\n";
          case RESPONSE -> "export function onResponse(response, context) {\n";
        };
    return new ScriptText(scope, meta + head + inline + "\n}\n", 1);
  }

  private String meta(Content content) {
    String read =
        switch (phase) {
          case REQUEST -> "request: '" + content.request().key();
          case RESPONSE -> "response: '" + content.response().key();
        };
    return "export const meta = { body: { " + read + "' } }; ";
  }
}
