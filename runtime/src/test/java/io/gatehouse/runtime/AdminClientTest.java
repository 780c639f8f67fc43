package io.gatehouse.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminClientTest {

  @TempDir Path base;

  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/status",
        exchange -> {
          for (String field : new String[] {"Authorization", "Accept"}) {
            seen.put(field, exchange.getRequestHeaders().getFirst(field));
          }
          byte[] body = "all is well\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Files.createDirectories(base.resolve("data"));
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private AdminClient client() {
    return new AdminClient(new Instance(base, base));
  }

  private void writeFiles() throws IOException {
    Files.writeString(base.resolve("data/admin.token"), "secret\n");
    Files.writeString(
        base.resolve("data/admin.json"),
        "{\"address\":\"127.0.0.1\",\"port\":" + server.getAddress().getPort() + ",\"pid\":1}\n");
  }

  @Test
  void asksWithTheTokenForTheMediaType() throws IOException {
    writeFiles();
    assertThat(client().status("text/plain")).isEqualTo("all is well\n");
    assertThat(seen)
        .containsEntry("Authorization", "Bearer secret")
        .containsEntry("Accept", "text/plain");
  }

  @Test
  void saysWhatIsWrongWhereThereIsNoEndpoint() {
    assertThatThrownBy(() -> client().status("text/plain"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("no admin endpoint")
        .hasMessageContaining("gatehouse.log");
  }

  @Test
  void saysWhatTheEndpointAnswered() throws IOException {
    status = 401;
    writeFiles();
    assertThatThrownBy(() -> client().status("text/plain"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("401");
  }
}
