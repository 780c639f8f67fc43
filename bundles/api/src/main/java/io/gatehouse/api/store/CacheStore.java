package io.gatehouse.api.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps values in the memory of this gateway: a service. What it keeps outlives policies and
 * revisions. Thread-safe; never waits.
 */
public interface CacheStore {

  /**
   * The values of one owner; the same for the same name.
   *
   * @param entries how many there may be; the least used go first. The first word counts.
   */
  Space space(String name, int entries);

  /** The values of one owner. */
  interface Space {

    /** What was put, unless it was removed, displaced, or its lifetime is over. */
    Optional<String> get(String key);

    /** Keeps the value for so long at most, in place of one that is there. */
    void put(String key, String value, Duration lifetime);

    void remove(String key);
  }
}
