package io.gatehouse.config.bind;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The constants of an enum by the names that operators write: in kebab-case. */
public final class Choices {

  private Choices() {}

  /** In order of declaration. */
  public static List<String> names(Class<?> type) {
    return constants(type).map(Choices::name).toList();
  }

  static Optional<Object> named(Class<?> type, String name) {
    return constants(type).filter(c -> name(c).equals(name)).map(c -> (Object) c).findFirst();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Stream<Enum<?>> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(c -> (Enum<?>) c);
  }
}
