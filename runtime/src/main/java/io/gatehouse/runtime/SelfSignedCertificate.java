package io.gatehouse.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;

/**
 * A certificate for this machine's own names, as {@code server.crt} and {@code server.key}, both
 * PEM. Made by the running Java's keytool: the platform has no API to make one.
 */
final class SelfSignedCertificate {

  private static final String ALIAS = "demo";

  /** Guards a file that lives for a second in a folder only its owner can read. */
  private static final String STORE_PASSWORD = "not-a-secret";

  private static final int PEM_WIDTH = 64;

  private final Path folder;

  SelfSignedCertificate(Path folder) {
    this.folder = folder;
  }

  Path certificate() {
    return folder.resolve("server.crt");
  }

  Path key() {
    return folder.resolve("server.key");
  }

  void makeIfMissing() throws IOException {
    if (Files.exists(certificate()) && Files.exists(key())) {
      return;
    }
    Files.createDirectories(folder);
    Path work = Files.createTempDirectory(folder, ".making");
    Path store = work.resolve("store.p12");
    try {
      runKeytool(store);
      export(store);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(work);
    }
  }

  private static void runKeytool(Path store) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost, O=Gatehouse demo",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1,ip:::1",
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    }
  }

  private void export(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    Key key = Objects.requireNonNull(store.getKey(ALIAS, STORE_PASSWORD.toCharArray()));
    Files.deleteIfExists(key());
    Files.createFile(
        key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key(), pem("PRIVATE KEY", key.getEncoded()), StandardOpenOption.WRITE);
    Files.writeString(certificate(), pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
  }

  private static String pem(String what, byte[] content) {
    Base64.Encoder encoder =
        Base64.getMimeEncoder(PEM_WIDTH, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN "
        + what
        + "-----\n"
        + encoder.encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
