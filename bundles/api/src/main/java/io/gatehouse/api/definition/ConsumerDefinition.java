package io.gatehouse.api.definition;

import io.gatehouse.api.identity.ApiConsumer;
import java.util.List;

/**
 * A consumer as configured in {@code etc/consumers.yaml}.
 *
 * @param apiKeyHashes lower-case hex SHA-256 of its API keys
 */
public record ConsumerDefinition(ApiConsumer consumer, List<String> apiKeyHashes, Place place) {

  public ConsumerDefinition {
    apiKeyHashes = List.copyOf(apiKeyHashes);
  }
}
