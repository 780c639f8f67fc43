package io.gatehouse.cache.ehcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.store.CacheStore.Space;
import io.gatehouse.testsupport.Awaiting;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EhcacheStoreTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final EhcacheStore store = new EhcacheStore();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void valuesAreKeptUnderTheNameOfTheirSpace() {
    store.space("a", 10).put("key", "1", LONG);
    store.space("b", 10).put("key", "2", LONG);

    assertThat(store.space("a", 10).get("key")).contains("1");
    assertThat(store.space("b", 10).get("key")).contains("2");
    assertThat(store.space("a", 10).get("other")).isEmpty();
  }

  @Test
  void aValueIsReplacedAndRemoved() {
    Space space = store.space("a", 10);
    space.put("key", "1", LONG);
    space.put("key", "2", LONG);
    assertThat(space.get("key")).contains("2");

    space.remove("key");

    assertThat(space.get("key")).isEmpty();
  }

  @Test
  void aValueLastsAsLongAsItIsSaidTo() {
    Space space = store.space("a", 10);
    space.put("short", "1", Duration.ofMillis(20));
    space.put("long", "2", LONG);

    Awaiting.until("the value to expire", () -> space.get("short").isEmpty());

    assertThat(space.get("long")).contains("2");
  }

  @Test
  void thereAreNeverMoreThanSaid() {
    Space space = store.space("a", 10);

    IntStream.range(0, 1000).forEach(i -> space.put("key" + i, "v", LONG));

    assertThat(IntStream.range(0, 1000).filter(i -> space.get("key" + i).isPresent()).count())
        .isBetween(1L, 10L);
  }

  @Test
  void aStoreThatWasNeverUsedHasNothingToClose() {
    new EhcacheStore().close();
    assertThat(new EhcacheStore().space("a", 1).get("key")).isEmpty();
  }
}
