package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate chain and the key that fits it, as read from two files and found good.
 *
 * @param chain the server's own certificate first
 */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {

  private static final byte[] PROBE = "gatehouse".getBytes(StandardCharsets.US_ASCII);

  KeyPairFiles {
    chain = List.copyOf(chain);
  }

  /** One of the two files cannot be used, or the two not together. */
  static final class UnusableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Path> files;
    private final String remedy;

    UnusableException(Path file, String problem, String remedy) {
      this(List.of(file), problem, remedy);
    }

    UnusableException(List<Path> files, String problem, String remedy) {
      super(problem);
      this.files = List.copyOf(files);
      this.remedy = remedy;
    }

    List<Path> files() {
      return files;
    }

    String remedy() {
      return remedy;
    }
  }

  /** Reads both files and checks that they can serve now. */
  static KeyPairFiles read(ListenerDefinition.Tls files, Instant now) throws UnusableException {
    List<X509Certificate> chain = chain(files.certificate());
    PrivateKey key = key(files.key());
    X509Certificate own = chain.getFirst();
    if (!fits(own.getPublicKey(), key)) {
      throw new UnusableException(
          List.of(files.certificate(), files.key()),
          "the key does not belong to the certificate " + own.getSubjectX500Principal().getName(),
          "Replace both files, by a certificate and the key that it was requested with; if the"
              + " chain has several certificates, the server's own comes first");
    }
    if (own.getNotAfter().toInstant().isBefore(now)) {
      throw new UnusableException(
          files.certificate(),
          "the certificate has expired on " + own.getNotAfter().toInstant(),
          "Put a renewed certificate here");
    }
    if (own.getNotBefore().toInstant().isAfter(now)) {
      throw new UnusableException(
          files.certificate(),
          "the certificate is not valid before " + own.getNotBefore().toInstant(),
          "Put a certificate here that is valid now, or set the clock");
    }
    return new KeyPairFiles(chain, key);
  }

  private static List<X509Certificate> chain(Path file) throws UnusableException {
    String remedy = "Put the server's certificate and those of its issuers here, in PEM";
    byte[] bytes = bytes(file, remedy);
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw new UnusableException(
          file, "it cannot be read as certificates: " + e.getMessage(), remedy);
    }
    throw new UnusableException(file, "there is no certificate in it", remedy);
  }

  private static PrivateKey key(Path file) throws UnusableException {
    String remedy = "Put a private key in PEM here, without a password: PKCS#8, RSA or EC";
    try {
      return PemKey.read(new String(bytes(file, remedy), StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new UnusableException(file, String.valueOf(e.getMessage()), remedy);
    }
  }

  private static byte[] bytes(Path file, String remedy) throws UnusableException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UnusableException(file, "the file does not exist", remedy);
    } catch (IOException e) {
      throw new UnusableException(file, "the file cannot be read: " + e.getMessage(), remedy);
    }
  }

  private static boolean fits(PublicKey certified, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "RSASSA-PSS" -> "";
          default -> key.getAlgorithm();
        };
    if (algorithm.isEmpty()) {
      return certified.getAlgorithm().equals(key.getAlgorithm());
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // keys of different kinds
      return false;
    }
  }
}
