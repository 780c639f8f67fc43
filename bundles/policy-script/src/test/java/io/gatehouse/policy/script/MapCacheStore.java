package io.gatehouse.policy.script;

import io.gatehouse.api.store.CacheStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps everything for ever. */
final class MapCacheStore implements CacheStore {

  private final Map<String, Space> spaces = new HashMap<>();

  @Override
  public Space space(String name, int entries) {
    return spaces.computeIfAbsent(name, n -> new Values(new HashMap<>()));
  }

  private record Values(Map<String, String> values) implements Space {

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
}
