package io.gatehouse.api.exchange;

/**
 * A typed key for a value that policies leave for one another along one exchange. Compared by
 * identity: whoever holds the key shares the value.
 */
@SuppressWarnings({"unused", "UnusedTypeParameter"}) // the type parameter ties a key to its value
public final class Attribute<T> {

  private final String name;

  private Attribute(String name) {
    this.name = name;
  }

  /** A new key; the name is for people only. */
  public static <T> Attribute<T> named(String name) {
    return new Attribute<>(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
