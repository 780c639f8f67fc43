package io.gatehouse.config.form;

import io.gatehouse.config.read.Shown;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and blocks of them; names are not looked up. */
public final class Addresses {

  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}");

  private Addresses() {}

  /** The address that the text is. */
  public static Optional<InetAddress> parse(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  static Optional<Complaint> address(String text) {
    if (parse(text).isPresent()) {
      return Optional.empty();
    }
    return TextForm.complaint(
        Shown.quoted(text) + " is no IP address",
        switch (text) {
          case "localhost" -> "Write 127.0.0.1";
          case "*" -> "Write 0.0.0.0, or :: with IPv6";
          default ->
              text.matches("[0-9.]+:[0-9]+")
                  ? "Write the address alone, and the port under 'port'"
                  : "Write 0.0.0.0 for every network of this machine, 127.0.0.1 for itself only";
        });
  }

  static Optional<Complaint> loopback(String text) {
    Optional<InetAddress> address = parse(text);
    if (address.isPresent() && address.get().isLoopbackAddress()) {
      return Optional.empty();
    }
    return TextForm.complaint(
        Shown.quoted(text) + " is no address that only this machine reaches",
        "Write 127.0.0.1 or ::1; reach it from elsewhere through a tunnel");
  }

  static Optional<Complaint> block(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> address = parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return TextForm.complaint(
          Shown.quoted(text) + " is no IP address and no block of them",
          "Write 10.1.2.3 or 10.0.0.0/8");
    }
    if (slash < 0) {
      return Optional.empty();
    }
    String bits = text.substring(slash + 1);
    int most = address.get().getAddress().length * 8;
    if (!DIGITS.matcher(bits).matches() || Integer.parseInt(bits) > most) {
      return TextForm.complaint(
          Shown.quoted(text) + " has no valid length after the /", "Write 0 to " + most);
    }
    byte[] bytes = address.get().getAddress();
    for (int bit = Integer.parseInt(bits); bit < most; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) == 1) {
        return TextForm.complaint(
            Shown.quoted(text) + " has bits set behind its first " + bits,
            "Write the first address of the block, or the address without /" + bits);
      }
    }
    return Optional.empty();
  }
}
