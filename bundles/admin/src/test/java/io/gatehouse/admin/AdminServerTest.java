package io.gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.api.definition.Finding;
import io.gatehouse.api.definition.GatewaySettings;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.listener.TargetForm;
import io.gatehouse.api.status.BootPhase;
import io.gatehouse.api.status.Explanation;
import io.gatehouse.api.status.GatewayReady;
import io.gatehouse.api.status.MetricsExposition;
import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

  private static final StatusEntry BROKEN =
      new StatusEntry(
          "api",
          "orders",
          State.REFUSED,
          "apis/orders.yaml",
          "the file is mistaken",
          List.of(
              new Finding(
                  new Place("apis/orders.yaml", 3, 5, "routes[0].match"),
                  "'GTE' is no method",
                  "Write 'GET'")));

  private static final TargetForm LOWER_CASE =
      new TargetForm() {
        @Override
        public String path(String path) {
          return path.toLowerCase(Locale.ROOT);
        }

        @Override
        public String authority(String authority) {
          return authority.toLowerCase(Locale.ROOT);
        }
      };

  @TempDir Path base;

  private final GatewayReady marker = new GatewayReady() {};
  private final StatusBoard board = new StatusBoard();
  private final List<AdminServer> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(AdminServer::close);
  }

  private AdminServer open(String address, int port) {
    AdminServer server =
        new AdminServer(base, new GatewaySettings.Admin(address, port), board, "1.2.3", true);
    opened.add(server);
    return server;
  }

  private int open() throws IOException {
    open("127.0.0.1", 0);
    return port();
  }

  private int port() throws IOException {
    return new ObjectMapper()
        .readTree(base.resolve("data/admin.json").toFile())
        .get("port")
        .asInt();
  }

  private String token() throws IOException {
    return Files.readString(base.resolve("data/admin.token")).strip();
  }

  private static String send(int port, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode body(String response) throws IOException {
    return new ObjectMapper().readTree(response.substring(response.indexOf("\r\n\r\n")));
  }

  private void becomeReady() {
    board.bindReady(marker);
    for (String phase : StatusBoard.PHASES) {
      board.bindPhase(new BootPhase() {}, Map.of(BootPhase.PHASE, phase));
    }
  }

  @Test
  void livesBeforeItIsReady() throws IOException {
    int port = open();
    assertThat(send(port, "GET /health/live HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ");
    String ready = send(port, "GET /health/ready HTTP/1.1", "Host: localhost");
    assertThat(ready).startsWith("HTTP/1.1 503 ");
    assertThat(body(ready).get("missing")).hasSize(4);
  }

  @Test
  void isReadyWhenEveryPartOfTheStartIsDone() throws IOException {
    int port = open();
    becomeReady();
    assertThat(send(port, "GET /health/ready HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void isNotReadyWhileDraining() throws IOException {
    int port = open();
    becomeReady();
    board.unbindReady(marker);
    String ready = send(port, "GET /health/ready HTTP/1.1", "Host: localhost");
    assertThat(ready).startsWith("HTTP/1.1 503 ");
    assertThat(body(ready).get("missing").get(0).asText()).isEqualTo("listeners");
  }

  private String explain(String query) throws IOException {
    int port = open();
    return send(
        port,
        "GET /explain?" + query + " HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer " + token());
  }

  @Test
  void explainsARequestAsTheListenerWouldSeeIt() throws IOException {
    List<GatewayRequest> asked = new ArrayList<>();
    board.bindForm(LOWER_CASE);
    board.bindExplainer(
        request -> {
          asked.add(request);
          return new Explanation(
              Explanation.Outcome.METHOD_NOT_ALLOWED,
              Optional.empty(),
              List.of(
                  new Explanation.Other(
                      "shop/item", Place.of("apis/shop.yaml"), "/items/{id}", "not today")));
        });

    JsonNode answer =
        body(
            explain(
                "method=GET&url=https%3A%2F%2FAPI.example.com%3A8443%2FItems%3Fa%3D1&header=x-a%3A%20b"));

    assertThat(answer.get("outcome").asText()).isEqualTo("method-not-allowed");
    assertThat(answer.get("others").get(0).get("reason").asText()).isEqualTo("not today");
    GatewayRequest request = asked.getFirst();
    assertThat(request.authority()).isEqualTo("api.example.com:8443");
    assertThat(request.scheme()).isEqualTo("https");
    assertThat(request.target()).isEqualTo("/items?a=1");
    assertThat(request.headers().first("x-a")).contains("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "method=GET",
        "url=%2F",
        "method=GET&url=%2F&url=%2Fa",
        "method=G%20T&url=%2F",
        "method=GET&url=ftp%3A%2F%2Fx%2F",
        "method=GET&url=http%3A%2F%2F%5B",
        "method=GET&url=mailto%3Aa",
        "method=GET&url=http%3A%2F%2Fa%2F&header=host%3Ab",
        "method=GET&url=%2F&header=x",
        "method=GET&url=%2F&header=a%20b%3Ac",
        "method=GET&url=%2F&header=a%3Ab%0D%0Ac"
      })
  void saysWhatToAskInstead(String query) throws IOException {
    board.bindForm(LOWER_CASE);
    board.bindExplainer(
        request -> new Explanation(Explanation.Outcome.NOT_FOUND, Optional.empty(), List.of()));

    String answer = explain(query);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("QUESTION_NOT_UNDERSTOOD");
    assertThat(body(answer).get("detail").asText()).isNotBlank();
  }

  @Test
  void explainsNothingBeforeThereIsAnythingToExplainBy() throws IOException {
    assertThat(explain("method=GET&url=%2F")).startsWith("HTTP/1.1 503 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void bundlesAreNothingForStrangers(String method) throws IOException {
    assertThat(send(open(), method + " /bundles?name=acme.tier HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void explainsNothingToStrangers() throws IOException {
    int port = open();
    assertThat(send(port, "GET /explain?method=GET&url=%2F HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void showsTheStatusToWhoKnowsTheToken() throws IOException {
    board.bindSource(() -> List.of(BROKEN));
    int port = open();
    JsonNode status =
        body(
            send(
                port,
                "GET /status HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Authorization: Bearer " + token()));
    assertThat(status.get("version").asText()).isEqualTo("1.2.3");
    assertThat(status.get("ready").asBoolean()).isFalse();
    assertThat(status.get("counts").get("refused").asInt()).isEqualTo(1);
    assertThat(status.get("counts").get("waiting").asInt()).isZero();
    assertThat(status.get("entries").get(0).get("kind").asText()).isEqualTo("admin");
    JsonNode entry = status.get("entries").get(1);
    assertThat(entry.get("state").asText()).isEqualTo("refused");
    assertThat(entry.get("findings").get(0).get("line").asInt()).isEqualTo(3);
    assertThat(entry.get("findings").get(0).get("remedy").asText()).isEqualTo("Write 'GET'");
  }

  @Test
  void showsTheStatusAsATable() throws IOException {
    board.bindSource(() -> List.of(BROKEN));
    int port = open();
    assertThat(
            send(
                port,
                "GET /status HTTP/1.1",
                "Host: localhost",
                "Accept: text/plain",
                "Authorization: bearer " + token()))
        .contains("Content-type: text/plain")
        .containsPattern("api +orders +refused +apis/orders.yaml +the file is mistaken")
        .contains("    apis/orders.yaml:3:5 routes[0].match: 'GTE' is no method. Write 'GET'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer wrong",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Basic YTpi",
        "Authorization:",
        "X-Other: 1"
      })
  void hidesTheStatusFromOthers(String field) throws IOException {
    board.bindSource(() -> List.of(BROKEN));
    int port = open();
    String answer = send(port, "GET /status HTTP/1.1", "Host: localhost", field);
    assertThat(answer)
        .startsWith("HTTP/1.1 401 ")
        .contains("Www-authenticate: Bearer")
        .contains("application/problem+json")
        .doesNotContain("orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:9080",
        "Host: localhost.evil.example",
        "Host: 127.0.0.1.nip.io",
        "Host: evil@localhost",
        "Host:",
        "X-Other: 1"
      })
  void answersUnderItsOwnNamesOnly(String host) throws IOException {
    int port = open();
    String answer = send(port, "GET /status HTTP/1.1", host, "Authorization: Bearer " + token());
    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("HOST_NOT_ALLOWED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:9080"})
  void hasTheNamesOfTheLoopback(String host) throws IOException {
    int port = open();
    assertThat(send(port, "GET /health/live HTTP/1.1", "Host: " + host))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /status, 405",
    "POST, /bundles, 405",
    "GET, /bundles, 503",
    "DELETE, /bundles?name=acme.tier, 503",
    "DELETE, /health/live, 405",
    "OPTIONS, /metrics, 405",
    "GET, /, 404",
    "GET, /status/, 404",
    "GET, /statusx, 404",
    "GET, /health, 404",
    "GET, /%73tatus, 404"
  })
  void doesNothingElse(String method, String path, int status) throws IOException {
    int port = open();
    assertThat(
            send(
                port,
                method + " " + path + " HTTP/1.1",
                "Host: localhost",
                "Content-Length: 0",
                "Authorization: Bearer " + token()))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("application/problem+json");
  }

  @Test
  void showsMetricsWhereSomebodyCounts() throws IOException {
    int port = open();
    assertThat(send(port, "GET /metrics HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 503 ");
    board.bindMetrics(
        new MetricsExposition() {
          @Override
          public String contentType() {
            return "text/plain; version=0.0.4";
          }

          @Override
          public String render() {
            return "requests_total 1\n";
          }
        });
    assertThat(send(port, "GET /metrics HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 ")
        .contains("text/plain; version=0.0.4")
        .endsWith("requests_total 1\n");
  }

  @Test
  void outlivesASourceThatFails() throws IOException {
    board.bindSource(
        () -> {
          throw new IllegalStateException("broken source");
        });
    board.bindSource(() -> List.of(BROKEN));
    int port = open();
    assertThat(
            send(
                port,
                "GET /status HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + token()))
        .contains("broken source")
        .contains("orders");
  }

  @Test
  void keepsItsTokenToItself() throws IOException {
    open();
    String first = token();
    assertThat(first).matches("[0-9a-f]{64}");
    Path file = base.resolve("data/admin.token");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    open();
    assertThat(token()).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void replacesATokenThatIsTooShort() throws IOException {
    Files.createDirectories(base.resolve("data"));
    Files.writeString(base.resolve("data/admin.token"), "\n");
    int port = open();
    assertThat(token()).hasSize(64);
    assertThat(send(port, "GET /status HTTP/1.1", "Host: localhost", "Authorization: Bearer "))
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void tellsWhereItIsAsLongAsItIs() throws IOException {
    open();
    assertThat(base.resolve("data/admin.json")).exists();
    close();
    assertThat(base.resolve("data/admin.json")).doesNotExist();
  }

  @Test
  void isRefusedOnAnAddressThatOthersReach() {
    AdminServer server = open("0.0.0.0", 0);
    StatusEntry entry = server.status().getFirst();
    assertThat(entry.state()).isEqualTo(State.REFUSED);
    assertThat(entry.detail()).contains("'0.0.0.0' is not a loopback address");
    assertThat(base.resolve("data/admin.json")).doesNotExist();
  }

  @Test
  void saysThatItsPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AdminServer server = open("127.0.0.1", taken.getLocalPort());
      StatusEntry entry = server.status().getFirst();
      assertThat(entry.state()).isEqualTo(State.REFUSED);
      assertThat(entry.detail()).contains("127.0.0.1:" + taken.getLocalPort());
      assertThat(entry.findings()).hasSize(1);
    }
  }

  @Test
  void staysClosedWhenFilesAreChecked() {
    AdminServer server =
        new AdminServer(base, new GatewaySettings.Admin("127.0.0.1", 0), board, "1.2.3", false);
    opened.add(server);
    assertThat(base.resolve("data")).doesNotExist();
  }
}
