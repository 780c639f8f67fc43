package io.gatehouse.config.read;

import io.gatehouse.api.definition.ConfigNode.Kind;
import java.util.regex.Pattern;

/**
 * What an unquoted value is, by the core schema of YAML 1.2: {@code yes}, {@code no}, {@code on},
 * {@code 12:30} and {@code 1_000} are text, whatever older versions made of them.
 */
public final class Scalars {

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
              + "|[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  /** Longer ones are text: nobody means a number by them. */
  private static final int LONGEST_NUMBER = 64;

  private Scalars() {}

  public static Kind kindOf(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> Kind.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.BOOLEAN;
      default ->
          plain.length() <= LONGEST_NUMBER && NUMBER.matcher(plain).matches()
              ? Kind.NUMBER
              : Kind.STRING;
    };
  }
}
