package io.gatehouse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.status.State;
import io.gatehouse.api.status.StatusEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoBackEndsTest {

  private final DemoBackEnds backEnds = new DemoBackEnds(0);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    backEnds.close();
    client.close();
  }

  private HttpResponse<String> send(String backEnd, String method, String path, String body)
      throws IOException, InterruptedException {
    int port = backEnds.port(backEnd).orElseThrow();
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders  | /orders/1 | 200 | {\"id\":1,\"item\":\"lamp\",\"quantity\":2}",
        "orders  | /orders/9 | 404 | {\"error\":\"not found\"}",
        "orders  | /orders/x | 404 | {\"error\":\"not found\"}",
        "catalog | /products/lamp | 200 | {\"sku\":\"lamp\",\"name\":\"Desk lamp\",\"price\":49}",
        "catalog | /nothing | 404 | {\"error\":\"not found\"}",
        "legacy  | /CUSTSVC/GetCustomer.do/7 | 200 | <customer number=\"7\"><name>Ada"
            + " Example</name><tier>gold</tier></customer>",
        "legacy  | /CUSTSVC/GetCustomer.do/x | 404 | <fault code=\"404\">no such customer</fault>"
      })
  void answers(String backEnd, String path, int status, String body) throws Exception {
    HttpResponse<String> response = send(backEnd, "GET", path, "");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body + "\n");
  }

  @Test
  void keepsOrders() throws Exception {
    HttpResponse<String> placed =
        send("orders", "POST", "/orders", "{\"item\": \"chair\", \"quantity\": 4}");
    assertThat(placed.statusCode()).isEqualTo(201);
    assertThat(placed.body()).isEqualTo("{\"id\":3,\"item\":\"chair\",\"quantity\":4}\n");
    assertThat(send("orders", "GET", "/orders", "").body()).contains("chair");
    assertThat(send("orders", "DELETE", "/orders/3", "").statusCode()).isEqualTo(200);
    assertThat(send("orders", "GET", "/orders/3", "").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesWhatIsNoOrder() throws Exception {
    assertThat(send("orders", "POST", "/orders", "{\"item\": 7}").statusCode()).isEqualTo(400);
    assertThat(send("orders", "PUT", "/orders/1", "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void runsWithoutTheOneWhosePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DemoBackEnds crippled = new DemoBackEnds(taken.getLocalPort());
      try {
        StatusEntry orders = crippled.status().getFirst();
        assertThat(orders.state()).isEqualTo(State.REFUSED);
        assertThat(orders.detail()).contains("port " + taken.getLocalPort());
        assertThat(crippled.status()).hasSize(3);
      } finally {
        crippled.close();
      }
    }
  }
}
