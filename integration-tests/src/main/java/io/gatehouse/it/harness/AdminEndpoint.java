package io.gatehouse.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The admin endpoint of an instance, found the way the product's own commands find it. */
public final class AdminEndpoint {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Path base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();

  AdminEndpoint(Path base) {
    this.base = base;
  }

  /** Whether it is there and says that the first revision serves. */
  public boolean isReady() {
    try {
      return Files.exists(base.resolve("data/admin.json"))
          && get("/health/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public GatewayStatus status() {
    HttpResponse<String> response = get("/status");
    if (response.statusCode() != 200) {
      throw new IllegalStateException("status: " + response.statusCode() + " (expected: 200)");
    }
    try {
      JsonNode document = json.readTree(response.body());
      return GatewayStatus.of(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The metrics as a collector reads them. */
  public String metrics() {
    return get("/metrics").body();
  }

  /** Asks with the token of the instance. */
  public HttpResponse<String> get(String path) {
    return send(request(path).header("authorization", "Bearer " + token()).build());
  }

  /** Asks like somebody who cannot read the token's file. */
  public HttpResponse<String> getWithoutToken(String path) {
    return send(request(path).build());
  }

  public URI uri(String path) {
    try {
      JsonNode file = json.readTree(Files.readString(base.resolve("data/admin.json")));
      String address = file.path("address").asText("127.0.0.1");
      return URI.create("http://" + address + ":" + file.path("port").asInt() + path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String token() {
    try {
      return Files.readString(base.resolve("data/admin.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).header("accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
