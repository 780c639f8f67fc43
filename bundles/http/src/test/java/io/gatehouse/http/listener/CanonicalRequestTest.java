package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets in, and in which one form everything behind the listener sees it. */
class CanonicalRequestTest {

  private static ListenerFixture fixture;

  @BeforeAll
  static void open() {
    fixture = ListenerFixture.opened();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void forget() {
    fixture.forget();
  }

  private static GatewayRequest sent(String raw) {
    try (WireClient client = fixture.connect()) {
      WireClient.Response answer = client.send(raw.replace("⏎", "\r\n")).read();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    return fixture.handled().getLast();
  }

  private static GatewayRequest withFields(String... fields) {
    return sent("GET / HTTP/1.1⏎Host: a.example⏎" + String.join("⏎", fields) + "⏎⏎");
  }

  private static List<String> names(Headers headers) {
    List<String> names = new ArrayList<>();
    headers.forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
    return names;
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/api/admin, /api/admin",
    "/api/admin/, /api/admin/",
    "//api/admin, /api/admin",
    "/api//admin, /api/admin",
    "///, /",
    "/api/./admin, /api/admin",
    "/api/x/../admin, /api/admin",
    "/api/%2e%2e/api/admin, /api/admin",
    "/api/%2E/admin, /api/admin",
    "/api/.%2e/api/admin, /api/admin",
    "/a/.., /",
    "/a/., /a/",
    "/a/b/.., /a/",
    "/a/.../b, /a/.../b",
    "/.well-known/x, /.well-known/x",
    "/api/%61dmin, /api/admin",
    "/api/%41%2d%2E%5f%7e, /api/A-._~",
    "/API/ADMIN, /API/ADMIN",
    "/api/admin%20, /api/admin%20",
    "/api/admin., /api/admin.",
    "/api/admin.json, /api/admin.json",
    "/caf%c3%a9, /caf%C3%A9",
    "/a%2cb, /a%2Cb",
    "/a:b@c!$&'()*+=, /a:b@c!$&'()*+=",
    "/100%25, /100%25",
    "/a{b}|^\"<>`[c], /a%7Bb%7D%7C%5E%22%3C%3E%60%5Bc%5D",
  })
  void pathsHaveOneForm(String written, String canonical) {
    assertThat(sent("GET " + written + " HTTP/1.1⏎Host: a⏎⏎").path()).isEqualTo(canonical);
  }

  @Test
  void queriesPassAsTheyAre() {
    GatewayRequest request = sent("GET /a?x=%2F..;/&x=%zz&y=a+b%20c&&z[]={} HTTP/1.1⏎Host: a⏎⏎");

    assertThat(request.path()).isEqualTo("/a");
    assertThat(request.query()).isEqualTo("x=%2F..;/&x=%zz&y=a+b%20c&&z[]={}");
    assertThat(sent("GET /a? HTTP/1.1⏎Host: a⏎⏎").target()).isEqualTo("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example",
    "A.Example, a.example",
    "a.example., a.example",
    "A.EXAMPLE.:8080, a.example:8080",
    "a.example:0080, a.example:80",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "my_service:80, my_service:80",
    "127.0.0.1:80, 127.0.0.1:80",
    "[::1], [::1]",
    "[0:0:0:0:0:0:0:1]:80, [::1]:80",
    "[2001:DB8::A]:80, [2001:db8::a]:80",
  })
  void hostsHaveOneForm(String written, String canonical) {
    GatewayRequest request = sent("GET / HTTP/1.1⏎Host: " + written + "⏎⏎");

    assertThat(request.authority()).isEqualTo(canonical);
    assertThat(request.headers().all("host")).containsExactly(canonical);
    assertThat(request.headers().firstOr("x-forwarded-host", "")).isEqualTo(canonical);
  }

  @Test
  void anAbsoluteTargetMustNameTheHost() {
    GatewayRequest request = sent("GET HTTP://A.example./x?y HTTP/1.1⏎Host: a.example⏎⏎");

    assertThat(request.authority()).isEqualTo("a.example");
    assertThat(request.target()).isEqualTo("/x?y");
    assertThat(sent("GET http://a?b HTTP/1.1⏎Host: a⏎⏎").target()).isEqualTo("/?b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "FOO", "M-SEARCH", "PATCH", "QUERY"})
  void methodsPassAsTheyAre(String method) {
    assertThat(sent(method + " / HTTP/1.1⏎Host: a⏎⏎").method()).isEqualTo(method);
  }

  @Test
  void optionsMayAskForTheServer() {
    assertThat(sent("OPTIONS * HTTP/1.1⏎Host: a⏎⏎").path()).isEqualTo("*");
  }

  @Test
  void oneEmptyLineBeforeARequestIsForgiven() {
    assertThat(sent("⏎GET /x HTTP/1.1⏎Host: a⏎⏎").path()).isEqualTo("/x");
  }

  @Test
  void http10NeedsNoHost() {
    GatewayRequest request = sent("GET /x HTTP/1.0⏎⏎");

    assertThat(request.authority()).isEmpty();
    assertThat(request.headers().contains("x-forwarded-host")).isFalse();
  }

  @Test
  void aRequestWithoutContentHasAnEmptyBody() {
    assertThat(withFields("X: y").body()).isEqualTo(Body.empty());
    assertThat(withFields("Content-Length: 0").body()).isEqualTo(Body.empty());
  }

  @Test
  void lengthsAreDecimal() {
    fixture.engine(new BodyEcho());
    try (WireClient client = fixture.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 010\r\n\r\n0123456789");
      assertThat(client.read().body()).isEqualTo("0123456789");
    }
    assertThat(fixture.handled().getLast().headers().all("content-length")).containsExactly("10");
    assertThat(fixture.handled().getLast().body().length()).isEqualTo(10);
  }

  @Test
  void fieldsOfTheConnectionStayBehind() {
    Headers headers =
        withFields(
                "Connection: keep-alive, X-Secret, Authorization",
                "X-Secret: 1",
                "Authorization: Basic x",
                "Keep-Alive: 5",
                "Proxy-Connection: x",
                "Proxy-Authorization: x",
                "TE: trailers",
                "Trailer: x",
                "Upgrade: h2c, websocket",
                "HTTP2-Settings: x",
                "Accept: */*")
            .headers();

    assertThat(names(headers))
        .containsExactlyInAnyOrder(
            "host", "accept", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host");
  }

  @Test
  void nobodySpeaksForTheGatewayOrForAProxy() {
    Headers headers =
        withFields(
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-for: 10.0.0.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /admin",
                "X-Forwarded: x",
                "Forwarded: for=127.0.0.1",
                "X-Real-IP: 127.0.0.1",
                "X-Original-URL: /admin",
                "X-Rewrite-URL: /admin",
                "X-HTTP-Method-Override: DELETE",
                "X-HTTP-Method-Overrides: DELETE",
                "X-HTTP-Method: DELETE",
                "X-Method-Override: DELETE",
                "X-Consumer-Id: root",
                "X-CONSUMER-GROUPS: admin",
                "X-SSL-Client-Cert: x",
                "SSL-Client-Verify: x",
                "X-Client-IP: 1.1.1.1",
                "True-Client-IP: 1.1.1.1",
                "X_Forwarded_For: 1.1.1.1",
                "Content_Length: 5",
                "X-Consumer_Id: root",
                "Proxy: http://evil",
                "CamelHttpUri: http://evil",
                "camelExecCommandExecutable: x",
                "org.apache.camel.x: y",
                "breadcrumbId: x")
            .headers();

    assertThat(names(headers))
        .containsExactlyInAnyOrder(
            "host", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host");
    assertThat(headers.all("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(headers.all("x-forwarded-proto")).containsExactly("http");
    assertThat(headers.all("x-forwarded-host")).containsExactly("a.example");
  }

  @Test
  void trailersDoNotBecomeFields() {
    fixture.engine(new BodyEcho());
    try (WireClient client = fixture.connect()) {
      client.send(
          "POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎5;x=y⏎hello⏎0⏎".replace("⏎", "\r\n")
              + "Content-Length: 9⏎Host: evil⏎Authorization: x⏎X-Consumer-Id: root⏎X-Sum: 1⏎⏎"
                  .replace("⏎", "\r\n"));
      assertThat(client.read().body()).isEqualTo("hello|X-Sum=1");
    }
    Headers headers = fixture.handled().getLast().headers();
    assertThat(headers.contains("authorization")).isFalse();
    assertThat(headers.contains("x-sum")).isFalse();
    assertThat(headers.contains("transfer-encoding")).isFalse();
    assertThat(headers.all("host")).containsExactly("a");
  }
}
