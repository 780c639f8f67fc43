package io.gatehouse.config.read;

import java.util.regex.Pattern;

/** Paths of keys from the top of a document: {@code routes[0].match.methods}. */
public final class KeyPath {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_*-]{1,80}");

  private KeyPath() {}

  /** The path of a key in the mapping at this path. */
  public static String child(String path, String key) {
    if (!PLAIN.matcher(key).matches()) {
      return path + "[\"" + Shown.plain(key) + "\"]";
    }
    return path.isEmpty() ? key : path + '.' + key;
  }

  /** The path of an item in the list at this path. */
  public static String item(String path, int index) {
    return path + '[' + index + ']';
  }
}
