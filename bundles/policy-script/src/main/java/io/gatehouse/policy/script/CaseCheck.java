package io.gatehouse.policy.script;

import java.nio.file.Path;

/** Decides by the cases beside a script whether a version of it may serve. */
@FunctionalInterface
interface CaseCheck {

  /**
   * Runs the cases, if there are any and they are required.
   *
   * @param shown the script as an operator would say it
   * @param content where the script is read
   * @throws ScriptRefusedException if one of them fails
   */
  void check(Path script, String shown, Path content);
}
