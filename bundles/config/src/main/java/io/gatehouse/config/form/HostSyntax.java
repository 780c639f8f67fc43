package io.gatehouse.config.form;

import io.gatehouse.config.read.Shown;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of hosts. */
public final class HostSyntax {

  private static final Pattern NAME =
      Pattern.compile(
          "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final int LONGEST = 253;

  private HostSyntax() {}

  /** Whether this is a host name or an IP address (IPv6 in brackets), in lower case. */
  public static boolean isHost(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return text.indexOf(':') > 0
          && Addresses.parse(text.substring(1, text.length() - 1)).isPresent();
    }
    if (text.matches("[0-9.]+")) {
      return Addresses.parse(text).isPresent();
    }
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }

  static Optional<Complaint> pattern(String text) {
    String name = text.startsWith("*.") ? text.substring(2) : text;
    if (isHost(name) && !(name.startsWith("[") && text.startsWith("*"))) {
      return Optional.empty();
    }
    return TextForm.complaint(Shown.quoted(text) + " is no host name", remedy(text));
  }

  static Optional<Complaint> name(String text) {
    return isHost(text.toLowerCase(Locale.ROOT)) && !text.startsWith("[")
        ? Optional.empty()
        : TextForm.complaint(
            Shown.quoted(text) + " is no host name", "Write it as api.example.com");
  }

  private static String remedy(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String bare = lower.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
    String portless = bare.replaceFirst(":[0-9]*$", "").replaceFirst("\\.$", "");
    if (text.equals("*")) {
      return "Leave 'hosts' out to match all of them";
    }
    if (!portless.equals(text) && pattern(portless).isEmpty()) {
      return "Write '" + portless + "'" + (bare.equals(portless) ? "" : ", without the port");
    }
    if (text.contains("*")) {
      return "Write the wildcard as the whole first label: *.example.com";
    }
    if (text.contains("_")) {
      return "Write letters, digits and '-': " + Shown.plain(portless.replace('_', '-'));
    }
    return "Write it as api.example.com or *.example.com, without scheme, port and path";
  }
}
