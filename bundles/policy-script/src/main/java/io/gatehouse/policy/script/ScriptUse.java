package io.gatehouse.policy.script;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.api.definition.Secret;
import java.util.Map;

/**
 * What calls of one use of a script have in common.
 *
 * @param secrets by the names that the script knows them by
 * @param deadlineNanos how long a hook may take, what it awaits included
 */
record ScriptUse(
    ScriptReach reach, Map<String, Secret> secrets, FetchBudget fetches, long deadlineNanos) {

  ScriptUse {
    secrets = Map.copyOf(secrets);
  }

  /** Why there is no secret of this name. */
  String secretRefusal(String name) {
    String shown = HostFunctions.oneLine(name.length() > 100 ? name.substring(0, 100) : name);
    return "context.secrets: there is no '"
        + shown
        + "' ("
        + (secrets.isEmpty()
            ? "expected: its name in meta.secrets"
            : NearestName.remedy(shown, secrets.keySet()))
        + ")";
  }
}
