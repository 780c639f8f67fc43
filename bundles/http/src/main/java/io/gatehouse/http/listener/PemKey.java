package io.gatehouse.http.listener;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key in PEM: PKCS#8, and the older forms of RSA (PKCS#1) and EC (SEC 1), which are
 * PKCS#8 but for the wrapping.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final byte[] VERSION = {2, 1, 0};
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private PemKey() {}

  /**
   * The first private key in the text.
   *
   * @throws GeneralSecurityException with a message for the operator
   */
  static PrivateKey read(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new GeneralSecurityException("there is no PEM private key in it");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the private key is not valid base64", e);
    }
    return switch (block.group(1)) {
      case "PRIVATE KEY" -> pkcs8(der);
      case "RSA PRIVATE KEY" -> pkcs8(element(SEQUENCE, VERSION, RSA, element(OCTETS, der)));
      case "EC PRIVATE KEY" ->
          pkcs8(
              element(SEQUENCE, VERSION, element(SEQUENCE, EC, curve(der)), element(OCTETS, der)));
      case "ENCRYPTED PRIVATE KEY" ->
          throw new GeneralSecurityException(
              "the private key is encrypted (expected: one without a password)");
      default ->
          throw new GeneralSecurityException(
              "a " + block.group(1) + " is not supported (expected: PKCS#8, RSA or EC)");
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException _) {
        // a key of another algorithm: try the next
      }
    }
    throw new GeneralSecurityException(
        "the private key cannot be read (expected: RSA, EC or EdDSA)");
  }

  /** The curve's identifier, which SEC 1 keeps inside the key and PKCS#8 outside. */
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    ByteBuffer in = ByteBuffer.wrap(sec1);
    try {
      in.get();
      length(in);
      while (in.hasRemaining()) {
        int tag = in.get() & 0xff;
        byte[] content = new byte[length(in)];
        in.get(content);
        if (tag == CURVE) {
          return content;
        }
      }
    } catch (java.nio.BufferUnderflowException | NegativeArraySizeException e) {
      throw new GeneralSecurityException("the EC private key cannot be read", e);
    }
    throw new GeneralSecurityException("the EC private key does not name its curve");
  }

  private static int length(ByteBuffer in) {
    int first = in.get() & 0xff;
    if (first < 128) {
      return first;
    }
    int length = 0;
    for (int i = first & 0x7f; i > 0; i--) {
      length = (length << 8) | (in.get() & 0xff);
    }
    return Math.min(length, in.remaining() + 1);
  }

  private static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length + 4);
    out.put((byte) tag);
    if (length < 128) {
      out.put((byte) length);
    } else if (length < 256) {
      out.put((byte) 0x81).put((byte) length);
    } else {
      out.put((byte) 0x82).putShort((short) length);
    }
    for (byte[] part : parts) {
      out.put(part);
    }
    byte[] element = new byte[out.position()];
    out.flip().get(element);
    return element;
  }
}
