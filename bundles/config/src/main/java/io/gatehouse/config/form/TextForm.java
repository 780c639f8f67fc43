package io.gatehouse.config.form;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.config.read.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A grammar that a text has to follow. The pattern is what the schema publishes of it. */
public enum TextForm {
  /** Anything. */
  ANY("", "text"),
  /** Anything that is not blank. */
  FILLED("\\S", "text that is not blank"),
  /** The name of an API, a route, an upstream, a listener. */
  NAME("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "a name such as get-order"),
  /** The name of a client application or a group. */
  ID("^[A-Za-z0-9][A-Za-z0-9._@:-]*$", "a name such as mobile-app"),
  /** The version of an API. */
  VERSION("^[0-9A-Za-z][0-9A-Za-z._+-]*$", "a version such as \"1.4.0\""),
  /** Exact, template or prefix. */
  PATH_PATTERN("^/", "a path such as /orders/{id} or /orders/**"),
  /** A path as it stands in a request line. */
  PATH("^/[!-z|~]*$", "a path such as /health"),
  /** A path with places for parameters. */
  PATH_TEMPLATE("^(/|\\{\\*\\*\\})", "a path such as /internal/{id}"),
  /** A name, or a name with a wildcard in front. */
  HOST("^(\\*\\.)?[a-z0-9.:\\[\\]-]+$", "a host name such as api.example.com"),
  /** A name without a wildcard. */
  SERVER_NAME("^[A-Za-z0-9.-]+$", "a host name such as api.example.com"),
  /** An HTTP method. */
  METHOD("^[^a-z\\s]+$", "a method such as GET"),
  /** Why a request is sent again. */
  RETRY_CAUSE(
      "^(connect-failure|reset|timeout|[45][0-9][0-9])$",
      "connect-failure, reset, timeout or a status such as 503"),
  /** The name of a header field. */
  FIELD_NAME("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "a header name such as x-request-id"),
  /** The value of a header field. */
  FIELD_VALUE("", "the value of a header"),
  /** Where a target is: scheme, host, port. */
  TARGET_URL("^https?://[^/?#@]+/?$", "a URL such as http://10.0.0.5:8080"),
  /** An address to listen on. */
  ADDRESS("^[0-9A-Fa-f.:]+$", "an IP address such as 0.0.0.0"),
  /** An address that other machines cannot reach. */
  LOOPBACK("^(127\\.[0-9.]+|[0:]*:0*1)$", "127.0.0.1 or ::1"),
  /** An address or a block of them. */
  ADDRESS_BLOCK("^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$", "an IP address or block such as 10.0.0.0/8"),
  /** A file. */
  FILE("\\S", "a file name"),
  /** The hash of an API key. */
  KEY_HASH("^(sha256:)?[0-9a-f]{64}$", "what 'gatehouse key hash' prints");

  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
  private static final Pattern LOOSE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:-]*");
  private static final Pattern LOOSE_VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]*");
  private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
  private static final int LONGEST_NAME = 64;

  private final String pattern;
  private final String wanted;

  TextForm(String pattern, String wanted) {
    this.pattern = pattern;
    this.wanted = wanted;
  }

  /** A regular expression for the schema: it lets through whatever the check does. */
  public String pattern() {
    return pattern;
  }

  /** What to write, in words. */
  public String wanted() {
    return wanted;
  }

  /** What is wrong with the text, if anything is. */
  public Optional<Complaint> check(String text) {
    return switch (this) {
      case ANY -> Optional.empty();
      case FILLED -> filled(text);
      case NAME -> name(text);
      case ID -> id(text);
      case VERSION -> version(text);
      case PATH_PATTERN -> PathSyntax.pattern(text);
      case PATH -> path(text);
      case PATH_TEMPLATE -> PathSyntax.template(text);
      case HOST -> HostSyntax.pattern(text);
      case SERVER_NAME -> HostSyntax.name(text);
      case METHOD -> Methods.check(text);
      case RETRY_CAUSE -> RetryCauses.check(text);
      case FIELD_NAME -> fieldName(text);
      case FIELD_VALUE -> fieldValue(text);
      case TARGET_URL -> TargetUrl.check(text);
      case ADDRESS -> Addresses.address(text);
      case LOOPBACK -> Addresses.loopback(text);
      case ADDRESS_BLOCK -> Addresses.block(text);
      case FILE -> file(text);
      case KEY_HASH -> KeyHash.check(text);
    };
  }

  static Optional<Complaint> complaint(String problem, String remedy) {
    return Optional.of(new Complaint(problem, remedy));
  }

  private static Optional<Complaint> filled(String text) {
    return text.isBlank() ? complaint("the text is empty", "Write something") : Optional.empty();
  }

  private static Optional<Complaint> name(String text) {
    if (text.isEmpty()) {
      return complaint("the name is empty", "Write a name such as get-order");
    }
    if (text.length() > LONGEST_NAME) {
      return complaint(
          "the name " + Shown.quoted(text) + " is longer than " + LONGEST_NAME + " characters",
          "Write a shorter one");
    }
    if (KEBAB.matcher(text).matches()) {
      return Optional.empty();
    }
    String kebab =
        text.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return complaint(
        "the name " + Shown.quoted(text) + " is not in kebab-case",
        KEBAB.matcher(kebab).matches()
            ? "Write '" + kebab + '\''
            : "Write lower-case letters, digits and '-', a letter first: get-order");
  }

  private static Optional<Complaint> id(String text) {
    return text.length() <= LONGEST_NAME && LOOSE_ID.matcher(text).matches()
        ? Optional.empty()
        : complaint(
            Shown.quoted(text) + " is no identifier",
            "Write up to 64 letters, digits and . _ @ : -, a letter or digit first");
  }

  private static Optional<Complaint> version(String text) {
    return text.length() <= LONGEST_NAME && LOOSE_VERSION.matcher(text).matches()
        ? Optional.empty()
        : complaint(
            Shown.quoted(text) + " is no version", "Write letters, digits and . _ + -: \"1.4.0\"");
  }

  private static Optional<Complaint> fieldName(String text) {
    if (!FieldSyntax.isToken(text)) {
      return complaint(
          Shown.quoted(text) + " is no header name",
          "Write letters, digits and '-' without spaces: x-request-id");
    }
    return FieldSyntax.isKeptFromClients(text)
        ? complaint(
            "the header " + Shown.quoted(text) + " is never let in, so that nothing matches",
            text.indexOf('_') < 0
                ? "Match another header, such as x-tenant"
                : "Headers have no underscore: write " + text.replace('_', '-'))
        : Optional.empty();
  }

  private static Optional<Complaint> fieldValue(String text) {
    return FieldSyntax.isValue(text)
        ? Optional.empty()
        : complaint(
            Shown.quoted(text) + " cannot be the value of a header", "Write it on one line");
  }

  private static Optional<Complaint> path(String text) {
    if (!text.startsWith("/")) {
      return complaint(
          "the path " + Shown.quoted(text) + " does not begin with /",
          "Write " + Shown.quoted("/" + text));
    }
    return PLAIN_PATH.matcher(text).matches()
        ? Optional.empty()
        : complaint(
            "the path " + Shown.quoted(text) + " has characters that no path has",
            "Write it percent-encoded, without query and braces: /health");
  }

  private static Optional<Complaint> file(String text) {
    if (text.isBlank()) {
      return complaint("the file name is empty", "Write a path, relative to the instance's folder");
    }
    try {
      return Path.of(text).toString().isEmpty()
          ? complaint("the file name is empty", "Write a path")
          : Optional.empty();
    } catch (InvalidPathException impossible) {
      return complaint(Shown.quoted(text) + " is no file name", "Write a path");
    }
  }
}
