package io.gatehouse.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a request's query. */
final class Query {

  private final Map<String, List<String>> fields = new HashMap<>();

  /**
   * Reads it.
   *
   * @param query still encoded
   * @throws NotUnderstoodException if it is not encoded
   */
  Query(String query) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields
            .computeIfAbsent(decoded(pair.substring(0, equals)), k -> new ArrayList<>(1))
            .add(decoded(pair.substring(equals + 1)));
      }
    }
  }

  List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** The field, if it is there exactly once. */
  Optional<String> one(String name) {
    List<String> values = all(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /**
   * A whole number.
   *
   * @param otherwise where there is no such field
   * @throws NotUnderstoodException if it is no number from 1 to the most
   */
  int number(String name, int otherwise, int most) {
    if (all(name).isEmpty()) {
      return otherwise;
    }
    String text = one(name).orElse("");
    if (text.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new NotUnderstoodException(
        name + ": '" + shown(text) + "'. Write a whole number from 1 to " + most + '.');
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      throw new NotUnderstoodException("The query is not percent-encoded: " + shown(text));
    }
  }

  static String shown(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }
}
