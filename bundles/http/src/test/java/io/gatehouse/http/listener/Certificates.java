package io.gatehouse.http.listener;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates, made by the JDK's keytool. */
final class Certificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** PEM texts of a certificate and its key in PKCS#8. */
  record Pair(String certificate, String key) {

    void writeTo(Path certificateFile, Path keyFile) throws IOException {
      Files.writeString(certificateFile, certificate);
      Files.writeString(keyFile, key);
    }
  }

  private Certificates() {}

  /**
   * A new pair.
   *
   * @param algorithm {@code RSA} or {@code EC}
   * @param from keytool's start date: {@code +0d}
   */
  static Pair make(String name, String algorithm, String from, int days) {
    try {
      Path store = Files.createTempDirectory("gatehouse-certificates").resolve("store.p12");
      try {
        generate(store, name, algorithm, from, days);
        return read(store);
      } finally {
        Files.deleteIfExists(store);
        Files.delete(store.getParent());
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate for the test", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("no certificate for the test", e);
    }
  }

  private static void generate(Path store, String name, String algorithm, String from, int days)
      throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String options =
        "-genkeypair -alias x -storetype PKCS12 -keyalg %s -startdate %s -validity %d"
            .formatted(algorithm, from, days);
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(options.split(" ", -1)));
    command.addAll(List.of("-dname", "CN=" + name, "-keystore", store.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }

  private static Pair read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new Pair(
        pem("CERTIFICATE", keys.getCertificate("x").getEncoded()),
        pem("PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded()));
  }

  static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
