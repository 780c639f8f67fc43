package io.gatehouse.api.definition;

import java.util.List;

/**
 * Turns configuration into records, finding all mistakes at once: a service of the config bundle.
 *
 * <p>A record component is a key. Its type says what may be written: {@code String}, {@code int},
 * {@code long}, {@code double}, {@code boolean}, an enum (in kebab-case), {@link
 * java.time.Duration} ({@code 250ms 10s 5m 1h}), {@link ByteSize} ({@code 64KiB}), {@link
 * java.net.URI}, {@link Secret}, another record, {@code List}, {@code Map} with string keys, {@code
 * Optional} of these, or {@link ConfigNode} for anything. A key may be left out where its type is
 * {@code Optional}, {@code List} or {@code Map}, or where {@link Setting#defaultsTo} says what it
 * is then. What the record's constructor refuses with {@link IllegalArgumentException} is a finding
 * too, at the key that its message begins with: {@code "limit: 0 (expected: 1 or more)"}.
 */
public interface ConfigBinder {

  <C> Binding<C> bind(ConfigNode node, Class<C> type);

  /** The outcome. */
  sealed interface Binding<C> {
    /** It is valid. */
    record Bound<C>(C value) implements Binding<C> {}

    /** It is not. */
    record Unbound<C>(List<Finding> findings) implements Binding<C> {}
  }
}
