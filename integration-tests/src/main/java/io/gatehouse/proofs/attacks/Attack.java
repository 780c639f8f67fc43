package io.gatehouse.proofs.attacks;

import java.util.List;
import java.util.Set;

/**
 * A script that does harm when it is asked for {@code /attack/run}, and what must come of that.
 *
 * @param name says what it tries; unique in its family
 * @param module the whole file; saved as {@code policies/attack.js}
 */
public record Attack(String name, String module, Expected expected) {

  /** The running limit of the scripts here. */
  public static final int LIMIT_MILLIS = 100;

  /** What the answer to the attack must be. */
  public sealed interface Expected {

    /** A 500 with one of these codes, within the limit and a little. */
    record Stopped(Set<String> codes) implements Expected {}

    /** A 200 with this text. */
    record Answered(List<String> texts) implements Expected {}

    /** It never serves: its file is refused, told beside it, and the version before serves on. */
    record NotLoaded(String told) implements Expected {}
  }

  private static final Set<String> LIMITS = Set.of("SCRIPT_TIMEOUT", "SCRIPT_MEMORY");
  private static final Set<String> ANY = Set.of("SCRIPT_TIMEOUT", "SCRIPT_MEMORY", "SCRIPT_FAILED");

  /** Runs on until it is stopped. */
  static Attack stopped(String statement) {
    return new Attack(statement, hook(statement), new Expected.Stopped(LIMITS));
  }

  /** Is stopped, or refused by the engine before it has run long. */
  static Attack contained(String statement) {
    return new Attack(statement, hook(statement), new Expected.Stopped(ANY));
  }

  /** The hook fails at once. */
  static Attack fails(String statement) {
    return new Attack(statement, hook(statement), new Expected.Stopped(Set.of("SCRIPT_FAILED")));
  }

  /** The name is not known to scripts. */
  static Attack absent(String name) {
    return answers("typeof " + name, "undefined");
  }

  /** The expression, awaited, comes to this; {@code refused} where it throws. */
  static Attack answers(String expression, String... texts) {
    return new Attack(
        expression,
        hook(
            """
            return (async () => {
              try { return new Response(String(await (%s))); }
              catch (e) {
                const told = `${e} ${e.stack} ${Object.getOwnPropertyNames(Object(e))}`;
                return new Response(/java\\.|graal|gatehouse\\.policy/.test(told) ? told : "refused");
              }
            })()\
            """
                .formatted(expression)),
        new Expected.Answered(List.of(texts)));
  }

  /** The expression throws, and what it throws gives nothing away. */
  static Attack refused(String expression) {
    return answers(expression, "refused");
  }

  /** A module of its own, with a hook for {@code /attack/run} and {@code /attack/live}. */
  static Attack module(String name, String module, Expected expected) {
    return new Attack(name, module, expected);
  }

  /** A file that must not be taken. */
  static Attack notLoaded(String name, String module, String told) {
    return new Attack(name, module, new Expected.NotLoaded(told));
  }

  private static String hook(String statement) {
    return """
    export const meta = { timeoutMs: %d };
    export function onRequest(request, context) {
      if (request.path === "/attack/run") {
        %s;
      }
      if (request.path === "/attack/live") return new Response("live");
    }
    """
        .formatted(LIMIT_MILLIS, statement);
  }
}
