package io.gatehouse.api.identity;

import java.util.Optional;

/**
 * Finds the consumer behind a credential, as of the revision that serves now. Never blocks.
 * Thread-safe.
 */
public interface ConsumerDirectory {

  /** The consumer that this API key belongs to. Keys are compared by their hash only. */
  Optional<ApiConsumer> byApiKey(String key);
}
