package io.gatehouse.policy.script;

import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import org.graalvm.polyglot.Value;

/** What a hook decided. */
sealed interface HookOutcome {

  /** The message goes on, changed or not. */
  record Passed() implements HookOutcome {}

  /** The hook gave a response; its content is the call's. */
  record Answered(int status, Headers headers) implements HookOutcome {}

  /** The hook threw a GatewayError. */
  record Refused(int status, String title, String detail) implements HookOutcome {}

  /** A fetch failed, and the hook passed that on. */
  record FetchFailed(Problem problem) implements HookOutcome {}

  /**
   * The content is not what the policy declared.
   *
   * @param format what it is not: {@code JSON}, {@code XML} or {@code SOAP}
   */
  record BadContent(String format, String detail) implements HookOutcome {}

  /** The hook's promise was rejected with something else. */
  record Thrown(Value error) implements HookOutcome {}
}
