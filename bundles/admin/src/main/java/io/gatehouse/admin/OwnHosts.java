package io.gatehouse.admin;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which the endpoint may be called. A page in a browser on this machine can make a
 * name of its own point here (DNS rebinding); it then asks for that name, and is refused.
 *
 * @param names host names and literals, lower case, without a port
 */
record OwnHosts(Set<String> names) {

  OwnHosts {
    names = Set.copyOf(names);
  }

  /** Those of a loopback address. */
  static OwnHosts of(String address) {
    String configured = address.toLowerCase(Locale.ROOT);
    return new OwnHosts(
        new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]", inUrl(configured))));
  }

  /** The address as it stands in a URL: IPv6 literals in brackets. */
  static String inUrl(String address) {
    return address.contains(":") ? '[' + address + ']' : address;
  }

  /** Whether a {@code Host} field names one of them, with any port. */
  boolean contains(String host) {
    return names.contains(withoutPort(host.strip().toLowerCase(Locale.ROOT)));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
