package io.gatehouse.policy.apikey;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.http.FieldSyntax;
import java.util.List;

/** What an operator writes under {@code api-key}. */
public record ApiKeyConfig(
    @Setting(value = "Where the key stands: header or query", defaultsTo = "header") In in,
    @Setting(value = "The name of the header or parameter", defaultsTo = "x-api-key") String name,
    @Setting(value = "Whether the upstream gets to see the key", defaultsTo = "false")
        boolean forward,
    @Setting(value = "Whether requests without a key may pass, unidentified", defaultsTo = "false")
        boolean optional,
    @Setting("Groups the consumer must belong to one of; any consumer where left out")
        List<String> groups) {

  public ApiKeyConfig {
    if (!FieldSyntax.isToken(name)) {
      throw new IllegalArgumentException(
          "name: '" + name.replaceAll("\\p{Cntrl}", "?") + "' (expected: a name like x-api-key)");
    }
    if (FieldSyntax.isOfConnection(name) || name.equalsIgnoreCase("cookie")) {
      throw new IllegalArgumentException(
          "name: '" + name + "' has a meaning of its own (expected: a name like x-api-key)");
    }
    if (in == In.HEADER && FieldSyntax.isKeptFromClients(name)) {
      throw new IllegalArgumentException(
          "name: the header '" + name + "' is never let in (expected: a name like x-api-key)");
    }
    if (optional && !groups.isEmpty()) {
      throw new IllegalArgumentException(
          "optional: true with groups (expected: one of them, who is unidentified is in no group)");
    }
    groups = List.copyOf(groups);
  }

  /** Where a key stands. */
  public enum In {
    HEADER,
    QUERY
  }
}
