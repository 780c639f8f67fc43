package io.gatehouse.http.listener;

import io.gatehouse.api.http.ProblemException;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;

/** The one form of a {@code Host} field: lower-case, no trailing dot, a checked port. */
final class HostForm {

  private static final int LONGEST = 255;

  private HostForm() {}

  /**
   * The canonical form; the very same text where it is canonical already.
   *
   * @throws ProblemException if it is no host with an optional port
   */
  static String canonical(String written) {
    if (written.isEmpty()) {
      throw Faults.bad("the host is empty");
    }
    if (written.length() > LONGEST) {
      throw Faults.bad("the host is longer than " + LONGEST + " characters");
    }
    if (written.charAt(0) == '[') {
      return literal(written);
    }
    int colon = written.indexOf(':');
    String name = name(colon < 0 ? written : written.substring(0, colon));
    if (colon < 0) {
      return name;
    }
    int port = port(written, colon + 1);
    return name.length() == colon && isShortest(written, colon + 1)
        ? written.regionMatches(0, name, 0, colon) ? written : name + ':' + port
        : name + ':' + port;
  }

  private static String name(String written) {
    int end = written.endsWith(".") ? written.length() - 1 : written.length();
    boolean upper = false;
    char previous = '.';
    for (int i = 0; i < end; i++) {
      char c = written.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        upper = true;
      } else if (c == '.' ? previous == '.' : !isNameCharacter(c)) {
        throw Faults.bad("the host is not a name or an address");
      }
      previous = c;
    }
    if (end == 0 || previous == '.') {
      throw Faults.bad("the host is not a name or an address");
    }
    String name = end == written.length() ? written : written.substring(0, end);
    return upper ? name.toLowerCase(Locale.ROOT) : name;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private static String literal(String written) {
    int close = written.indexOf(']');
    String inner = close < 0 ? "" : written.substring(1, close);
    byte[] address =
        inner.indexOf('%') >= 0 || inner.indexOf(':') < 0
            ? null
            : NetUtil.createByteArrayFromIpAddressString(inner);
    if (address == null || address.length != 16) {
      throw Faults.bad("the host is not a valid IPv6 address");
    }
    String text = '[' + text(address) + ']';
    if (close == written.length() - 1) {
      return text;
    }
    if (written.charAt(close + 1) != ':') {
      throw Faults.bad("the host is followed by something other than a port");
    }
    return text + ':' + port(written, close + 2);
  }

  private static String text(byte[] address) {
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(address));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("address of " + address.length + " bytes", e);
    }
  }

  private static boolean isShortest(String text, int start) {
    return text.charAt(start) != '0';
  }

  private static int port(String text, int start) {
    int length = text.length() - start;
    int port = 0;
    for (int i = start; i < text.length() && length <= 5; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        port = -1;
        break;
      }
      port = port * 10 + c - '0';
    }
    if (port < 1 || port > 65535) {
      throw Faults.bad("the port of the host is not a number from 1 to 65535");
    }
    return port;
  }
}
