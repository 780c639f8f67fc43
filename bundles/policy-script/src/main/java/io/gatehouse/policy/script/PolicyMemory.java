package io.gatehouse.policy.script;

import io.gatehouse.api.store.CacheStore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a policy remembers between requests: JSON text under a key, bounded in every way. */
final class PolicyMemory {

  static final int ENTRIES = 1000;
  static final int LONGEST_VALUE = 32_768;
  private static final int LONGEST_KEY = 1024;
  private static final long LONGEST_SECONDS = Duration.ofDays(30).toSeconds();

  private final Optional<CacheStore> store;
  private final String policy;
  private CacheStore.@Nullable Space space;

  private PolicyMemory(Optional<CacheStore> store, String policy) {
    this.store = store;
    this.policy = policy;
  }

  /** What this policy remembers, in whichever version and context. */
  static PolicyMemory of(String policy, CacheStore store) {
    return new PolicyMemory(Optional.of(store), policy);
  }

  /** For hooks that are tried out: they remember nothing. */
  static PolicyMemory none() {
    return new PolicyMemory(Optional.empty(), "");
  }

  @Nullable String get(String key) {
    CacheStore.Space known = space();
    return known == null ? null : known.get(key).orElse(null);
  }

  /** Returns what is wrong with it, or null. */
  @Nullable String put(String key, String json, double ttlSeconds) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      return "context.cache: a key of %d characters (expected: 1 to %d)"
          .formatted(key.length(), LONGEST_KEY);
    }
    if (json.length() > LONGEST_VALUE) {
      return "context.cache: a value of %d characters as JSON (expected: at most %d)"
          .formatted(json.length(), LONGEST_VALUE);
    }
    if (!(ttlSeconds > 0 && ttlSeconds <= LONGEST_SECONDS)) {
      return "context.cache: ttlSeconds (expected: a number above 0, at most "
          + LONGEST_SECONDS
          + ")";
    }
    CacheStore.Space known = space();
    if (known != null) {
      known.put(key, json, Duration.ofMillis(Math.max(1, (long) (ttlSeconds * 1000))));
    }
    return null;
  }

  void remove(String key) {
    CacheStore.Space known = space();
    if (known != null) {
      known.remove(key);
    }
  }

  /**
   * Opens what is kept for the policy, so that its first use does not: that takes up to a second
   * where nobody has a cache yet, which no event loop has.
   */
  void open() {
    CacheStore.Space known = space();
    if (known != null) {
      var _ = known.get("");
    }
  }

  /** Opened when it is first used: most policies have no use for one. */
  private CacheStore.@Nullable Space space() {
    if (space == null && store.isPresent()) {
      space = store.get().space("policies." + policy, ENTRIES);
    }
    return space;
  }
}
