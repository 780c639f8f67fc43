package io.gatehouse.config.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a certificate and a private key belong together, where both are in forms Java reads. */
final class KeyPairCheck {

  private static final int ENOUGH = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private KeyPairCheck() {}

  /** Whether they surely do not. */
  static boolean mismatch(Path certificate, Path key) {
    try {
      byte[] chain = read(certificate);
      Matcher pem = KEY.matcher(new String(read(key), StandardCharsets.ISO_8859_1));
      if (!pem.find()) {
        return false;
      }
      PublicKey open =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(chain))
              .getPublicKey();
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      return !belong(open, new PKCS8EncodedKeySpec(encoded));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static boolean belong(PublicKey open, PKCS8EncodedKeySpec encoded)
      throws GeneralSecurityException {
    PrivateKey key;
    try {
      key = KeyFactory.getInstance(open.getAlgorithm()).generatePrivate(encoded);
    } catch (java.security.spec.InvalidKeySpecException otherAlgorithm) {
      return false;
    }
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(probe);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(open);
    verifying.update(probe);
    try {
      return verifying.verify(signed);
    } catch (java.security.SignatureException ofAnotherSize) {
      return false;
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ENOUGH);
    }
  }
}
