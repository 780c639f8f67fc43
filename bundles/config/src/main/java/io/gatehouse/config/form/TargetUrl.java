package io.gatehouse.config.form;

import io.gatehouse.api.definition.NearestName;
import io.gatehouse.config.read.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a target is: {@code http://10.0.0.5:8080}. Paths belong to routes. */
final class TargetUrl {

  private static final List<String> SCHEMES = List.of("http", "https");
  private static final Pattern PARTS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(.*)");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::(.*))?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private TargetUrl() {}

  static Optional<Complaint> check(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return schemeless(text);
    }
    String scheme = parts.group(1);
    if (!SCHEMES.contains(scheme)) {
      String meant =
          NearestName.of(scheme.toLowerCase(Locale.ROOT), SCHEMES)
              .map(s -> "Write " + Shown.plain(s + text.substring(scheme.length())))
              .orElse("Write http:// or https://");
      return TextForm.complaint(
          Shown.quoted(text) + " has the scheme " + Shown.quoted(scheme), meant);
    }
    String authority = parts.group(2);
    if (authority.contains("@")) {
      return TextForm.complaint(
          "the URL has a user name in it", "Remove it, and let a policy set the authorization");
    }
    Matcher address = AUTHORITY.matcher(authority);
    if (authority.isEmpty() || !address.matches() || !isHost(address.group(1))) {
      return TextForm.complaint(
          Shown.quoted(text) + " has no valid host name",
          authority.contains("_")
              ? "Host names have no underscore: write '-', or the IP address"
              : "Write http://orders.internal:8080 or http://10.0.0.5:8080");
    }
    String port = address.group(2);
    if (port != null && !isPort(port)) {
      return TextForm.complaint(
          Shown.quoted(text) + " has the port " + Shown.quoted(port), "Write a port of 1 to 65535");
    }
    if (!parts.group(4).isEmpty() || !(parts.group(3).isEmpty() || parts.group(3).equals("/"))) {
      return TextForm.complaint(
          Shown.quoted(text) + " has more than scheme, host and port",
          "Write "
              + Shown.plain(scheme + "://" + authority)
              + ", and the path in the route: to: { upstream: ..., path: ... }");
    }
    return Optional.empty();
  }

  private static Optional<Complaint> schemeless(String text) {
    String rest = text.replaceFirst("^(?:[a-z]{2,6}:)?/{0,2}", "");
    boolean hostAndPort = !rest.isEmpty() && check("http://" + rest).isEmpty();
    return TextForm.complaint(
        text.isEmpty() ? "the URL is empty" : Shown.quoted(text) + " is no URL",
        hostAndPort
            ? "Write http://" + Shown.plain(rest) + " (or https://)"
            : "Write it as http://10.0.0.5:8080");
  }

  private static boolean isHost(String host) {
    return HostSyntax.isHost(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isPort(String port) {
    if (!PORT.matcher(port).matches()) {
      return false;
    }
    int number = Integer.parseInt(port);
    return number >= 1 && number <= 65535;
  }
}
