package io.gatehouse.cache.ehcache;

import io.gatehouse.api.store.CacheStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Values on the heap, bounded by their number; whoever puts them bounds their size. Ehcache is
 * started with the first cache: most gateways need none.
 */
@Component(service = CacheStore.class)
public final class EhcacheStore implements CacheStore {

  private final Map<String, CacheStore.Space> spaces = new ConcurrentHashMap<>();
  private @Nullable CacheManager manager;

  @Activate
  public EhcacheStore() {
    // nothing to start before there is a cache
  }

  @Deactivate
  synchronized void close() {
    if (manager != null) {
      manager.close();
      manager = null;
    }
  }

  @Override
  public Space space(String name, int entries) {
    return spaces.computeIfAbsent(name, n -> new Entries(open(n, entries)));
  }

  private synchronized Cache<String, Entry> open(String name, int entries) {
    CacheManager running = manager;
    if (running == null) {
      running =
          CacheManagerBuilder.newCacheManagerBuilder()
              .withClassLoader(EhcacheStore.class.getClassLoader())
              .build(true);
      manager = running;
    }
    return running.createCache(
        name,
        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                String.class, Entry.class, ResourcePoolsBuilder.heap(entries))
            .withExpiry(new OwnLifetime()));
  }

  /** A value and how long it lasts. */
  private record Entry(String value, Duration lifetime) {}

  /** Each entry lasts as long as it says. */
  private static final class OwnLifetime implements ExpiryPolicy<String, Entry> {

    @Override
    public Duration getExpiryForCreation(String key, Entry entry) {
      return entry.lifetime();
    }

    @Override
    public @Nullable Duration getExpiryForAccess(
        String key, Supplier<? extends @Nullable Entry> entry) {
      // as it was
      return null;
    }

    @Override
    public Duration getExpiryForUpdate(
        String key, Supplier<? extends @Nullable Entry> before, Entry entry) {
      return entry.lifetime();
    }
  }

  private record Entries(Cache<String, Entry> cache) implements Space {

    @Override
    public Optional<String> get(String key) {
      return Optional.ofNullable(cache.get(key)).map(Entry::value);
    }

    @Override
    public void put(String key, String value, Duration lifetime) {
      cache.put(key, new Entry(value, lifetime));
    }

    @Override
    public void remove(String key) {
      cache.remove(key);
    }
  }
}
