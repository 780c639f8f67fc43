package io.gatehouse.api.identity;

import java.util.List;
import java.util.Map;

/**
 * An identified client application.
 *
 * @param id unique name
 * @param groups names of the groups it belongs to
 * @param metadata what the operator noted about it, for policies to read
 */
public record ApiConsumer(String id, List<String> groups, Map<String, String> metadata) {

  public ApiConsumer {
    groups = List.copyOf(groups);
    metadata = Map.copyOf(metadata);
  }
}
