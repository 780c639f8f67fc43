package io.gatehouse.policy.ratelimit;

import java.net.InetAddress;

/** Addresses as those who have them share them. */
final class ClientAddress {

  private static final int SITE_BYTES = 8;

  private ClientAddress() {}

  /**
   * An IPv4 address as it is, of an IPv6 address the first 64 bits: whoever has one of those has
   * them all, and could take a new one for each request.
   */
  static String site(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    int zone = address.indexOf('%');
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)).getAddress();
    } catch (IllegalArgumentException e) {
      // not an address at all: as good as any other name
      return address;
    }
    if (bytes.length == 4) {
      // an IPv4 address in IPv6 clothes shares with its plain form
      return (bytes[0] & 0xff)
          + "."
          + (bytes[1] & 0xff)
          + '.'
          + (bytes[2] & 0xff)
          + '.'
          + (bytes[3] & 0xff);
    }
    StringBuilder site = new StringBuilder(24);
    for (int i = 0; i < SITE_BYTES; i += 2) {
      site.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
      site.append(':');
    }
    return site.append(":/64").toString();
  }
}
