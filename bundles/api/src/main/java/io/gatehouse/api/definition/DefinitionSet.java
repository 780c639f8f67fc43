package io.gatehouse.api.definition;

import java.util.List;

/** Everything an operator configured, as of one moment. */
public record DefinitionSet(
    GatewaySettings settings, List<DefinitionFile> apis, List<ConsumerDefinition> consumers) {

  public DefinitionSet {
    apis = List.copyOf(apis);
    consumers = List.copyOf(consumers);
  }
}
