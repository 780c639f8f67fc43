package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.listener.FrameClient.Answer;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 requests: the same form, the same refusals as those of HTTP/1. */
class Http2RequestTest {

  private static ListenerFixture fixture;

  @BeforeAll
  static void open() {
    fixture = ListenerFixture.http2(ListenerFixture.GENEROUS);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void forget() {
    fixture.forget();
  }

  private static Answer sent(String... fields) {
    try (FrameClient client = FrameClient.connect(fixture.port())) {
      return client.addRequest(1, true, fields).flush().answer(1);
    }
  }

  private static Answer with(String... fields) {
    List<String> all =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/"));
    all.addAll(List.of(fields));
    return sent(all.toArray(String[]::new));
  }

  @Test
  void aRequestIsSeenAsOneOfHttp1Is() {
    try (FrameClient client = FrameClient.connect(fixture.port())) {
      client.addRequest(
          1,
          true,
          (":method GET :scheme http :authority A.Example.:8080 :path //a/%62/../c?x=%2F"
                  + " accept */* cookie a=1 cookie b=2 x-forwarded-for 1.2.3.4 x-consumer-id root"
                  + " te trailers x_y z")
              .split(" ", -1));
      Answer answer = client.flush().answer(1);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("GET /a/c?x=%2F");
      assertThat(answer.field("content-length")).isEqualTo("14");
    }
    ClientCall call = fixture.nextCall();
    GatewayRequest request = call.request();
    assertThat(call.protocol()).isEqualTo("HTTP/2");
    assertThat(request.authority()).isEqualTo("a.example:8080");
    assertThat(request.scheme()).isEqualTo("http");
    assertThat(request.path()).isEqualTo("/a/c");
    assertThat(request.query()).isEqualTo("x=%2F");
    assertThat(request.body()).isEqualTo(Body.empty());
    Headers headers = request.headers();
    assertThat(headers.all("cookie")).containsExactly("a=1; b=2");
    assertThat(headers.all("host")).containsExactly("a.example:8080");
    assertThat(headers.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(headers.all("accept")).containsExactly("*/*");
    assertThat(headers.contains("x-consumer-id")).isFalse();
    assertThat(headers.contains("te")).isFalse();
    assertThat(headers.contains("x_y")).isFalse();
    headers.forEach((name, value) -> assertThat(name).doesNotStartWith(":"));
  }

  @Test
  void hostTakesThePlaceOfTheAuthority() {
    assertThat(sent(":method", "GET", ":scheme", "http", ":path", "/", "host", "B").status())
        .isEqualTo(200);
    assertThat(fixture.nextCall().request().authority()).isEqualTo("b");
    assertThat(with("host", "A.example.").status()).isEqualTo(200);
    assertThat(fixture.nextCall().request().headers().all("host")).containsExactly("a.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method GET :scheme http :authority a :path",
        ":method GET :scheme http :authority a :path x",
        ":method GET :scheme http :authority a :path *",
        ":method GET :scheme http :authority a",
        ":method GET :authority a :path /",
        ":scheme http :authority a :path /",
        ":method G=T :scheme http :authority a :path /",
        ":method GET :scheme ftp :authority a :path /",
        ":method GET :method GET :scheme http :authority a :path /",
        ":method GET :scheme http :authority a :path / :path /",
        ":method GET :scheme http :authority a :authority a :path /",
        ":method GET :scheme http :scheme http :authority a :path /",
        ":method GET :scheme http :authority a x y :path /",
        ":method GET :scheme http :authority a :path / :status 200",
        ":method GET :scheme http :authority a :path / :protocol websocket",
        ":method GET :scheme http :authority a :path / :x y",
        ":method GET :scheme http :authority a :path / X y",
        ":method GET :scheme http :authority a :path / x:y z",
        ":method GET :scheme http :authority a :path / connection x",
        ":method GET :scheme http :authority a :path / transfer-encoding chunked",
        ":method GET :scheme http :authority a :path / keep-alive 5",
        ":method GET :scheme http :authority a :path / proxy-connection close",
        ":method GET :scheme http :authority a :path / upgrade h2c",
        ":method GET :scheme http :authority a :path / te gzip",
        ":method GET :scheme http :authority a :path / host b",
        ":method GET :scheme http :authority a :path / host a host a",
        ":method GET :scheme http :authority a :path / content-length 5",
        ":method GET :scheme http :authority a :path / content-length 5 content-length 5",
        ":method GET :scheme http :authority a :path / content-length +0",
        ":method GET :scheme http :authority a :path / content-length 1x",
        ":method GET :scheme http :authority a :path / x a\rb",
        ":method GET :scheme http :authority a :path / x a\nb",
        ":method GET :scheme http :authority a :path / x a\0b",
        ":method GET :scheme http :authority a :path / x \tb",
        ":method GET :scheme http :authority a :path / x b\t",
        ":method GET :scheme http :authority a :path /a\tb",
        ":method GET :scheme http :authority a :path /\u00e9",
      })
  void whatBreaksTheProtocolIsAnsweredAndReset(String fields) {
    String[] all = fields.split(" ", -1);
    try (FrameClient client = FrameClient.connect(fixture.port())) {
      String[] even = all.length % 2 == 0 ? all : java.util.Arrays.copyOf(all, all.length + 1);
      if (all.length % 2 != 0) {
        even[all.length] = "";
      }
      Answer answer = client.addRequest(1, true, even).flush().answer(1);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).startsWith("BAD_REQUEST");
      assertThat(answer.reset()).contains(Http2Error.PROTOCOL_ERROR);
      // nobody else is concerned
      assertThat(client.get(3, "/next").answer(3).status()).isEqualTo(200);
    }
    assertThat(fixture.refused()).hasSize(1);
    assertThat(fixture.handled()).extracting(GatewayRequest::path).containsExactly("/next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|:method GET :scheme http :authority a :path /a%2Fb",
        "400|:method GET :scheme http :authority a :path /a#b",
        "400|:method GET :scheme http :authority a :path /../b",
        "400|:method GET :scheme http :authority a@b :path /",
        "400|:method GET :scheme http :path /",
        "400|:method GET :scheme http :authority a :path / authorization x authorization y",
        "405|:method CONNECT :authority a:443",
        "405|:method TRACE :scheme http :authority a :path /",
        "417|:method GET :scheme http :authority a :path / expect x",
        "501|:method ABCDEFGHIJABCDEFGHIJABCDEFGHIJABC :scheme http :authority a :path /",
      })
  void whatTheGatewayDoesNotTakeIsRefused(int status, String fields) {
    Answer answer = sent(fields.split(" ", -1));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.reset()).isEmpty();
    assertThat(fixture.refused()).hasSize(1);
    assertThat(fixture.handled()).isEmpty();
  }

  @Test
  void headsKeepToTheListenersLimits() {
    assertThat(
            sent(":method", "GET", ":scheme", "http", ":authority", "a", ":path", path(2100))
                .status())
        .isEqualTo(414);
    String[] many = new String[102];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "x-" + i;
      many[i + 1] = "";
    }
    assertThat(with(many).status()).isEqualTo(431);
    assertThat(with("x", "y".repeat(8192)).status()).isEqualTo(431);
    assertThat(with("x", "y".repeat(8000)).status()).isEqualTo(200);
    // more than is worth decompressing
    assertThat(with("x", "y".repeat(12_500)).status()).isEqualTo(431);
    assertThat(fixture.handled()).hasSize(1);
  }

  private static String path(int length) {
    return '/' + "x".repeat(length);
  }

  @Test
  void aClientOfHttp1IsServedOnTheSamePort() {
    try (WireClient client = fixture.connect()) {
      client.send("PRI");
      client.send("NT /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("PRINT /x");
      client.send("GET /y HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("GET /y");
    }
    try (WireClient client = fixture.connect()) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\rx");
      assertThat(client.read().status()).isEqualTo(505);
    }
  }
}
