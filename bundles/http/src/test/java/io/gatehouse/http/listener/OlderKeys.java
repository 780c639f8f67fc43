package io.gatehouse.http.listener;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** Turns keys from PKCS#8 into the forms that older tools write. */
final class OlderKeys {

  private static final byte[] P256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07
  };
  private static final byte[] P384 = {0x06, 0x05, 0x2b, (byte) 0x81, 0x04, 0x00, 0x22};

  private OlderKeys() {}

  /** The key in PKCS#1 or SEC 1. */
  static String of(String algorithm, String pem) {
    byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    byte[] inner = inner(pkcs8);
    return Certificates.pem(
        algorithm + " PRIVATE KEY", algorithm.equals("RSA") ? inner : withCurve(inner));
  }

  /** What PKCS#8 wraps, behind version and algorithm. */
  private static byte[] inner(byte[] pkcs8) {
    int at = (pkcs8[1] < 0 ? 2 + (pkcs8[1] & 0x7f) : 2) + 3;
    at += 2 + pkcs8[at + 1];
    at += pkcs8[at + 1] < 0 ? 2 + (pkcs8[at + 1] & 0x7f) : 2;
    return Arrays.copyOfRange(pkcs8, at, pkcs8.length);
  }

  /** Version and key of the JDK's form, and the curve that other tools name there. */
  private static byte[] withCurve(byte[] sec1) {
    int keyLength = sec1[6];
    byte[] curve = keyLength == 32 ? P256 : P384;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x30);
    out.write(5 + keyLength + 2 + curve.length);
    out.write(sec1, 2, 5 + keyLength);
    out.write(0xa0);
    out.write(curve.length);
    out.writeBytes(curve);
    return out.toByteArray();
  }
}
