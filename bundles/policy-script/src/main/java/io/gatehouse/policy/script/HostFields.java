package io.gatehouse.policy.script;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as the JavaScript class {@code Headers} sees them. Scripts never hold one of these:
 * it stays in a private field. Of an exchange's fields it lets go when the hook has ended.
 */
public final class HostFields {

  private @Nullable Headers headers;
  private @Nullable String refusal;

  HostFields(Headers headers) {
    this.headers = headers;
  }

  @HostAccess.Export
  public @Nullable String get(String name) {
    return open().combined(name);
  }

  @HostAccess.Export
  public boolean has(String name) {
    return open().contains(name);
  }

  /** Returns what is wrong with the field, or null. */
  @HostAccess.Export
  public @Nullable String set(String name, String value) {
    if (!isOpenTo(name)) {
      return refusal;
    }
    try {
      open().set(name, wire(name, value));
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Returns what is wrong with the field, or null. */
  @HostAccess.Export
  public @Nullable String append(String name, String value) {
    if (!isOpenTo(name)) {
      return refusal;
    }
    try {
      open().add(name, wire(name, value));
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Returns what is wrong with that, or null. */
  @HostAccess.Export
  public @Nullable String remove(String name) {
    if (isOpenTo(name)) {
      open().remove(name);
    }
    return refusal;
  }

  /** Name, value, name, value, and so on, a line each. */
  @HostAccess.Export
  public String lines() {
    StringBuilder text = new StringBuilder();
    open()
        .forEach(
            (name, value) ->
                text.append(text.isEmpty() ? "" : "\n").append(name).append('\n').append(value));
    return text.toString();
  }

  Headers open() {
    if (headers == null) {
      throw new IllegalStateException("headers: used after the hook had ended");
    }
    return headers;
  }

  /** The fields, for a message that goes on without the script. */
  Headers take() {
    Headers taken = open();
    release();
    return taken;
  }

  /** From now on changes are refused with this. */
  void protect(String reason) {
    refusal = reason;
  }

  void release() {
    headers = null;
  }

  /** Without blanks around it; what is beyond a byte could become another character on the wire. */
  private static String wire(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "header " + name + ": value has a character beyond U+00FF (expected: visible text)");
      }
    }
    int from = 0;
    int to = value.length();
    while (from < to && blank(value.charAt(from))) {
      from++;
    }
    while (to > from && blank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * Framing and the connection belong to whoever writes the message. The fetch standard ignores
   * them too, so that a copy of all fields of a message is a fine thing to make.
   */
  private boolean isOpenTo(String name) {
    return refusal == null && !FieldSyntax.isOfConnection(name);
  }
}
