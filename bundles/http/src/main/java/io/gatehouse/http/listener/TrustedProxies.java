package io.gatehouse.http.listener;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses whose word about other addresses is believed. */
final class TrustedProxies {

  private static final class Block {

    private final byte[] address;
    private final int bits;

    Block(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != other[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      int mask = (0xff00 >> rest) & 0xff;
      return rest == 0 || ((address[whole] ^ other[whole]) & mask) == 0;
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  /**
   * Reads addresses and CIDR blocks.
   *
   * @throws IllegalArgumentException naming the first that is neither
   */
  TrustedProxies(List<String> written) {
    for (String text : written) {
      blocks.add(block(text));
    }
  }

  private static Block block(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address != null) {
      int longest = address.length * 8;
      int bits = slash < 0 ? longest : bits(text.substring(slash + 1));
      if (bits >= 0 && bits <= longest) {
        return new Block(address, bits);
      }
    }
    throw new IllegalArgumentException(
        "trusted proxy '" + text + "' (expected: an address or a block such as 10.0.0.0/8)");
  }

  private static int bits(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  boolean contains(InetAddress peer) {
    return !blocks.isEmpty() && contains(unmapped(peer.getAddress()));
  }

  private boolean contains(byte[] address) {
    for (Block block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client's address: going from the nearest hop to the farthest, the first that is not
   * trusted. Where a hop reports something that is no address, nothing beyond that hop is known.
   *
   * @param peer the trusted peer of the socket
   * @param chain the values of {@code X-Forwarded-For} in order
   */
  String client(String peer, List<String> chain) {
    String nearest = peer;
    for (int i = chain.size() - 1; i >= 0; i--) {
      String line = chain.get(i);
      int end = line.length();
      while (end >= 0) {
        int comma = line.lastIndexOf(',', end - 1);
        byte[] hop = hop(line.substring(comma + 1, end).strip());
        if (hop == null) {
          return nearest;
        }
        nearest = text(hop);
        if (!contains(hop)) {
          return nearest;
        }
        end = comma;
      }
    }
    return nearest;
  }

  /** An address as proxies write it: bare, or with a port. */
  private static byte @Nullable [] hop(String written) {
    if (written.startsWith("[")) {
      int close = written.indexOf(']');
      return close < 0 ? null : address(written.substring(1, close));
    }
    int colon = written.indexOf(':');
    boolean withPort = colon > 0 && colon == written.lastIndexOf(':');
    return address(withPort ? written.substring(0, colon) : written);
  }

  private static byte @Nullable [] address(String literal) {
    if (literal.indexOf('%') >= 0) {
      return null;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
    return address == null ? null : unmapped(address);
  }

  /** An IPv4 address that was written as IPv6 is the IPv4 address. */
  private static byte[] unmapped(byte[] address) {
    if (address.length != 16 || address[10] != -1 || address[11] != -1) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return address;
      }
    }
    return new byte[] {address[12], address[13], address[14], address[15]};
  }

  /** The text form of an address. */
  static String text(InetAddress address) {
    return text(unmapped(address.getAddress()));
  }

  private static String text(byte[] address) {
    return NetUtil.bytesToIpAddress(address);
  }
}
