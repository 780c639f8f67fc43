package io.gatehouse.policy.rewrite;

import io.gatehouse.api.definition.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator writes under {@code rewrite}. */
public record RewriteConfig(
    @Setting("What to take off the front of the path, in whole segments")
        Optional<String> stripPrefix,
    @Setting("What to put in front of the path, after stripPrefix") Optional<String> addPrefix,
    @Setting("The whole path instead, with {name} for the route's path parameters")
        Optional<String> path,
    @Setting("Changes to the query parameters") Optional<Query> query) {

  public RewriteConfig {
    if (stripPrefix.isEmpty() && addPrefix.isEmpty() && path.isEmpty() && query.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to do (expected: stripPrefix, addPrefix, path or query)");
    }
    if (path.isPresent() && (stripPrefix.isPresent() || addPrefix.isPresent())) {
      throw new IllegalArgumentException(
          "path: replaces the whole path (expected: without stripPrefix and addPrefix)");
    }
  }

  /** Changes to the query, made in the order remove, set, add. */
  public record Query(
      @Setting("Parameters to give this one value, whatever they had") Map<String, String> set,
      @Setting("Parameters to append") Map<String, String> add,
      @Setting("Parameters to take away") List<String> remove) {

    public Query {
      set = Map.copyOf(set);
      add = Map.copyOf(add);
      remove = List.copyOf(remove);
    }
  }
}
