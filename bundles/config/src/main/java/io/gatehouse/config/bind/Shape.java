package io.gatehouse.config.bind;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.Secret;
import io.gatehouse.config.form.TextForm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may stand somewhere; binder and schema both go by it. */
public sealed interface Shape {

  /** A text in a form. */
  record Text(TextForm form) implements Shape {}

  /** A whole number. */
  record Whole(Class<?> type, long min, long max) implements Shape {}

  /** A number. */
  record Fraction() implements Shape {}

  /** {@code true} or {@code false}. */
  record Flag() implements Shape {}

  /** One of a few names. */
  record Choice(Class<?> type) implements Shape {}

  /** {@code 10s}. */
  record Time(Optional<Duration> min, Optional<Duration> max) implements Shape {}

  /** {@code 64KiB}. */
  record Size(Optional<ByteSize> min, Optional<ByteSize> max) implements Shape {}

  /** A URI. */
  record Link() implements Shape {}

  /** A text that is never shown. */
  record Hidden() implements Shape {}

  /** Keys and values. */
  record Keyed(Class<?> type) implements Shape {}

  /** A list; {@code filled} where it has to have an item. */
  record Listed(Shape item, boolean filled) implements Shape {}

  /** Keys that the operator chooses. */
  record Mapped(TextForm key, Shape value) implements Shape {}

  /** May be left out. */
  record Maybe(Shape shape) implements Shape {}

  /** Anything; the schema has a definition of that name, empty where it has none. */
  record Anything(String schema) implements Shape {}

  /** What no operator can write: a mistake in the record. */
  record Impossible(String type) implements Shape {}

  /** Whether what is written may be a secret, so that no message shows it. */
  default boolean confidential() {
    return switch (this) {
      case Text text -> text.form() == TextForm.KEY_HASH;
      case Hidden hidden -> true;
      case Maybe maybe -> maybe.shape().confidential();
      case Listed listed -> listed.item().confidential();
      case Mapped mapped -> mapped.value().confidential();
      default -> false;
    };
  }

  /** Whether the key may be left out without saying what holds then. */
  default boolean mayBeAbsent() {
    return this instanceof Maybe
        || this instanceof Mapped
        || (this instanceof Listed listed && !listed.filled());
  }

  /** The shape of a type. */
  static Shape of(Type type) {
    return of(type, new Bounds(null, null, null, false));
  }

  /** The shape of a type with what annotations say of it. */
  static Shape of(Type type, Bounds bounds) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return new Maybe(of(arguments[0], bounds));
      }
      if (generic.getRawType() == List.class) {
        return new Listed(of(arguments[0], bounds), bounds.filled());
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new Mapped(bounds.keyForm(), of(arguments[1], bounds));
      }
      return new Impossible(type.getTypeName());
    }
    return type instanceof Class<?> single
        ? ofClass(single, bounds)
        : new Impossible(type.getTypeName());
  }

  private static Shape ofClass(Class<?> type, Bounds bounds) {
    if (type == String.class) {
      return new Text(bounds.form());
    }
    if (type == int.class || type == Integer.class) {
      return bounds.whole(int.class, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return bounds.whole(long.class, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return new Fraction();
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Flag();
    }
    if (type == Duration.class) {
      return bounds.time();
    }
    if (type == ByteSize.class) {
      return bounds.size();
    }
    if (type == URI.class) {
      return new Link();
    }
    if (type == Secret.class) {
      return new Hidden();
    }
    if (type == ConfigNode.class) {
      return new Anything(bounds.schemaName());
    }
    if (type.isEnum()) {
      return new Choice(type);
    }
    return type.isRecord() ? new Keyed(type) : new Impossible(type.getTypeName());
  }
}
