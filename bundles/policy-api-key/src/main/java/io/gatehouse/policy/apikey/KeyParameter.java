package io.gatehouse.policy.apikey;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The query parameter of one name, read as an upstream would read it: the name decoded, so that
 * {@code %6Bey} is no second way to write {@code key}.
 */
record KeyParameter(String name) {

  /** The decoded values of the parameter in this query. */
  List<String> values(String query) {
    List<String> values = new ArrayList<>(2);
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (isNamed(parameter, equals)) {
        values.add(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
      }
    }
    return values;
  }

  /** The query without the parameter; the rest byte for byte. */
  String removedFrom(String query) {
    StringBuilder kept = new StringBuilder(query.length());
    for (String parameter : query.split("&", -1)) {
      if (!isNamed(parameter, parameter.indexOf('='))) {
        kept.append(kept.isEmpty() ? "" : "&").append(parameter);
      }
    }
    return kept.toString();
  }

  /** Whether the parameter may be in the query; quick where it is surely not. */
  boolean mayBeIn(String query) {
    return !query.isEmpty() && (query.indexOf('%') >= 0 || query.contains(name));
  }

  private boolean isNamed(String parameter, int equals) {
    String written = equals < 0 ? parameter : parameter.substring(0, equals);
    return decoded(written).equals(name);
  }

  private static String decoded(String encoded) {
    if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high = c == '%' && i + 2 < encoded.length() ? digit(encoded.charAt(i + 1)) : -1;
      int low = high >= 0 ? digit(encoded.charAt(i + 2)) : -1;
      if (low >= 0) {
        bytes.write((high << 4) | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
