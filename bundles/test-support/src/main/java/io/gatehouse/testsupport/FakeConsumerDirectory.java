package io.gatehouse.testsupport;

import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.identity.ConsumerDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Consumers by their key in plain text. */
public final class FakeConsumerDirectory implements ConsumerDirectory {

  private final Map<String, ApiConsumer> byKey = new ConcurrentHashMap<>();

  /** Lets a consumer of these groups in by this key. */
  public FakeConsumerDirectory with(String key, String consumerId, String... groups) {
    byKey.put(key, new ApiConsumer(consumerId, List.of(groups), Map.of()));
    return this;
  }

  @Override
  public Optional<ApiConsumer> byApiKey(String key) {
    return Optional.ofNullable(byKey.get(key));
  }
}
