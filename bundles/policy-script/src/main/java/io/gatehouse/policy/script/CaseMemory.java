package io.gatehouse.policy.script;

import io.gatehouse.api.store.CacheStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the policy remembers in the case at hand, and nothing of the case before. Thread-safe. */
final class CaseMemory implements CacheStore, CacheStore.Space {

  private final Map<String, String> values = new ConcurrentHashMap<>();

  /** Forgets everything but this. */
  void begin(Map<String, String> known) {
    values.clear();
    values.putAll(known);
  }

  @Override
  public Space space(String name, int entries) {
    return this;
  }

  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void put(String key, String value, Duration lifetime) {
    values.put(key, value);
  }

  @Override
  public void remove(String key) {
    values.remove(key);
  }
}
