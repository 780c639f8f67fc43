package io.gatehouse.api.http;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message: an ordered, case-insensitive multimap.
 *
 * <p>Mutable, and confined to the event loop of the exchange it belongs to. Names and values that
 * could not stand on the wire (RFC 9110 section 5) are refused with {@link
 * IllegalArgumentException} when they are set, so that no policy can inject a line.
 */
public interface Headers {

  /** New headers without any field. */
  static Headers create() {
    return new ArrayHeaders();
  }

  /** The first value of the field, if there is one. */
  Optional<String> first(String name);

  /** The first value of the field, or {@code fallback}; does not allocate. */
  String firstOr(String name, String fallback);

  /** All values of the field in order of arrival; a copy. */
  List<String> all(String name);

  /** All values of the field in order of arrival, joined by a comma and a space; null for none. */
  default @Nullable String combined(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : String.join(", ", values);
  }

  boolean contains(String name);

  /** Whether any value of the field, read as a comma separated list, has this token in any case. */
  default boolean containsToken(String name, String token) {
    if (!contains(name)) {
      return false;
    }
    for (String value : all(name)) {
      for (String part : value.split(",", -1)) {
        if (part.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many field lines there are. */
  int size();

  /** Replaces every value of the field by this one. */
  Headers set(String name, String value);

  /** Appends a field line. */
  Headers add(String name, String value);

  /** Removes every value of the field. */
  Headers remove(String name);

  /** Calls {@code action} with every field line in order; the headers must not be changed by it. */
  void forEach(BiConsumer<? super String, ? super String> action);

  /** An independent copy. */
  default Headers copy() {
    Headers copy = create();
    forEach(copy::add);
    return copy;
  }
}
