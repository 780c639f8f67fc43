package io.gatehouse.http.upstream;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** A self-signed certificate, made by the JDK's own tool, and servers that show it. */
final class TestCertificate {

  private static final String PASSWORD = "changeit";

  private final SSLContext context;
  private final Path pem;
  private final Collection<String> asked = new ConcurrentLinkedQueue<>();

  private TestCertificate(SSLContext context, Path pem) {
    this.context = context;
    this.pem = pem;
  }

  /**
   * Makes one.
   *
   * @param names what it is good for: {@code dns:localhost,ip:127.0.0.1}
   */
  static TestCertificate make(Path folder, String alias, String names) throws Exception {
    Path store = folder.resolve(alias + ".p12");
    Path pem = folder.resolve(alias + ".pem");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + alias, "-ext", "san=" + names);
    keytool(store, "-exportcert", "-rfc", "-file", pem.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new TestCertificate(context, pem);
  }

  Path pem() {
    return pem;
  }

  SSLServerSocket serverSocket() throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setSNIMatchers(List.of(new Recorder()));
    server.setSSLParameters(parameters);
    return server;
  }

  /** The names that clients asked for, in order. */
  Collection<String> namesAskedFor() {
    return asked;
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "it"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("keytool failed: " + command);
    }
  }

  private final class Recorder extends SNIMatcher {

    Recorder() {
      super(0);
    }

    @Override
    public boolean matches(SNIServerName name) {
      asked.add(new SNIHostName(name.getEncoded()).getAsciiName());
      return true;
    }
  }
}
