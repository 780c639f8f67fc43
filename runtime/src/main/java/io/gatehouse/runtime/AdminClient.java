package io.gatehouse.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the admin endpoint of a gateway that runs on this machine. */
final class AdminClient {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Pattern ADDRESS = Pattern.compile("\"address\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern PORT = Pattern.compile("\"port\"\\s*:\\s*([0-9]+)");

  private static final Pattern DETAIL =
      Pattern.compile("\"detail\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Instance instance;
  private final int timeoutMillis;

  AdminClient(Instance instance) {
    this(instance, TIMEOUT_MILLIS);
  }

  private AdminClient(Instance instance, int timeoutMillis) {
    this.instance = instance;
    this.timeoutMillis = timeoutMillis;
  }

  /** One that waits so long for an answer. */
  AdminClient patient(int seconds) {
    return new AdminClient(instance, Math.max(1, seconds) * 1000);
  }

  /** The status in a media type: {@code text/plain} or {@code application/json}. */
  String status(String mediaType) {
    return get("/status", mediaType);
  }

  /** What a resource says in a media type: {@code text/plain} or {@code application/json}. */
  String get(String resource, String mediaType) {
    return ask("GET", resource, mediaType).text();
  }

  /** Has the gateway do something. */
  Reply post(String resource, String mediaType) {
    return ask("POST", resource, mediaType);
  }

  /** What deleting a resource came to, in a media type. */
  String delete(String resource, String mediaType) {
    return ask("DELETE", resource, mediaType).text();
  }

  /**
   * What the endpoint said.
   *
   * @param done false where it has begun what it was asked for and is not through with it
   */
  record Reply(boolean done, String text) {}

  private Reply ask(String method, String resource, String mediaType) {
    try {
      String token = Files.readString(instance.adminToken()).strip();
      return ask(method, endpoint(resource), token, mediaType);
    } catch (NoSuchFileException e) {
      throw new CommandFailedException(
          ExitCode.FAILED,
          "The gateway runs but has no admin endpoint (no "
              + e.getFile()
              + "): it is just starting, or its admin port is taken. See "
              + instance.log().resolve("gatehouse.log"));
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.FAILED,
          "The gateway runs but its admin endpoint does not answer: " + e.getMessage());
    }
  }

  private URL endpoint(String resource) throws IOException {
    String text = Files.readString(instance.adminFile());
    String address = first(ADDRESS, text).orElse("127.0.0.1");
    String port =
        first(PORT, text).orElseThrow(() -> new IOException("no port in " + instance.adminFile()));
    String host = address.contains(":") ? '[' + address + ']' : address;
    return URI.create("http://" + host + ":" + port + resource).toURL();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Not with java.net.http: its classes alone would take longer than everything else here. */
  private Reply ask(String method, URL url, String token, String mediaType) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(timeoutMillis);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    connection.setRequestProperty("Accept", mediaType);
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_BAD_REQUEST) {
      throw new CommandFailedException(ExitCode.USAGE, detail(connection));
    }
    if (status == HttpURLConnection.HTTP_CONFLICT) {
      throw new CommandFailedException(ExitCode.FAILED, detail(connection));
    }
    if (status >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
      throw new CommandFailedException(ExitCode.FAILED, detail(connection));
    }
    boolean done = status == HttpURLConnection.HTTP_OK;
    if (!done && status != HttpURLConnection.HTTP_ACCEPTED) {
      throw new IOException("status " + status + " from " + url);
    }
    try (InputStream in = connection.getInputStream()) {
      return new Reply(done, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What the endpoint says is wrong with what was asked. */
  private static String detail(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      String problem = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return first(DETAIL, problem)
          .map(text -> text.replaceAll("\\\\(.)", "$1"))
          .orElse("The admin endpoint did not understand the question.");
    }
  }
}
