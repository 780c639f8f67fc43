package io.gatehouse.policy.headers;

import io.gatehouse.api.definition.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator writes under {@code headers}. */
public record HeadersConfig(
    @Setting("Changes to the fields of the request, before the upstream gets it")
        Optional<Changes> request,
    @Setting("Changes to the fields of the response, before the client gets it")
        Optional<Changes> response) {

  public HeadersConfig {
    if (request.isEmpty() && response.isEmpty()) {
      throw new IllegalArgumentException("nothing to do (expected: request, response or both)");
    }
  }

  /** Changes to one message, made in the order remove, set, add. */
  public record Changes(
      @Setting("Fields to give this one value, whatever they had") Map<String, String> set,
      @Setting("Fields to append a line to") Map<String, String> add,
      @Setting("Fields to take away") List<String> remove) {

    public Changes {
      set = Map.copyOf(set);
      add = Map.copyOf(add);
      remove = List.copyOf(remove);
    }
  }
}
