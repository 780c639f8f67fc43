package io.gatehouse.http.listener;

import io.gatehouse.api.http.Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which of the fields behind a request's content pass. */
final class TrailerFields {

  /** Fields that say how to handle a message: meaningless, or a trap, after its end. */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "accept-encoding",
          "age",
          "cache-control",
          "cookie",
          "expires",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "vary",
          "warning",
          "www-authenticate",
          "x-api-key");

  private TrailerFields() {}

  /** Those of the fields that pass. */
  static Headers passed(Iterable<? extends Map.Entry<? extends CharSequence, ?>> fields) {
    Headers passed = Headers.create();
    for (Map.Entry<? extends CharSequence, ?> field : fields) {
      String name = field.getKey().toString();
      if (passes(name)) {
        passed.add(name, String.valueOf(field.getValue()));
      }
    }
    return passed;
  }

  private static boolean passes(String name) {
    return FieldKind.of(name) == FieldKind.PLAIN
        && name.indexOf('_') < 0
        && !name.regionMatches(true, 0, "content-", 0, 8)
        && !name.regionMatches(true, 0, "if-", 0, 3)
        && !NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT));
  }
}
