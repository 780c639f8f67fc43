package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedCertificateTest {

  @TempDir Path folder;

  @Test
  void makesAKeyForOwnersOnlyAndACertificateForItOnce() throws Exception {
    SelfSignedCertificate made = new SelfSignedCertificate(folder.resolve("tls"));
    made.makeIfMissing();
    String first = Files.readString(made.certificate());
    made.makeIfMissing();

    assertThat(made.certificate()).hasContent(first);
    assertThat(Files.getPosixFilePermissions(made.key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    X509Certificate certificate = certificate(made.certificate());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(List::getLast)
        .hasToString("[localhost, 127.0.0.1, 0:0:0:0:0:0:0:1]");
    assertThat(belongTogether(key(made.key()), certificate)).isTrue();
    try (Stream<Path> files = Files.list(folder.resolve("tls"))) {
      assertThat(files).hasSize(2);
    }
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path file) throws Exception {
    String base64 =
        Files.readString(file)
            .lines()
            .filter(line -> !line.startsWith("-----"))
            .collect(Collectors.joining());
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
      throws Exception {
    byte[] text = {1, 2, 3};
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(key);
    signing.update(text);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance("SHA256withECDSA");
    verifying.initVerify(certificate);
    verifying.update(text);
    return verifying.verify(signature);
  }
}
