package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that must not get in: each is answered once, its connection closed, nothing forwarded.
 */
class HostileRequestTest {

  private static final String GOOD = "GET /good HTTP/1.1⏎Host: a.example⏎⏎".replace("⏎", "\r\n");

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

  private static Arguments of(String id, int status, String raw) {
    return Arguments.of(id, status, raw.replace("⏎", "\r\n"));
  }

  private static Arguments head(String id, int status, String line, String... fields) {
    return of(id, status, line + "⏎" + String.join("", with(fields)) + "⏎");
  }

  private static String[] with(String... fields) {
    String[] lines = new String[fields.length + 1];
    lines[0] = "Host: a.example⏎";
    for (int i = 0; i < fields.length; i++) {
      lines[i + 1] = fields[i] + "⏎";
    }
    return lines;
  }

  private static Arguments post(String id, int status, String... fields) {
    return of(id, status, "POST /x HTTP/1.1⏎" + String.join("", with(fields)) + "⏎5⏎hello⏎0⏎⏎");
  }

  private static Arguments target(String id, int status, String target) {
    return head(id, status, "GET " + target + " HTTP/1.1");
  }

  private static Arguments host(String id, String host) {
    return of(id, 400, "GET / HTTP/1.1⏎Host: " + host + "⏎⏎");
  }

  static Stream<Arguments> framing() {
    return Stream.of(
        post("H01 CL and TE", 400, "Content-Length: 5", "Transfer-Encoding: chunked"),
        post("H01 TE and CL", 400, "Transfer-Encoding: chunked", "Content-Length: 5"),
        of(
            "H02 CL and TE in 1.0",
            400,
            "POST / HTTP/1.0⏎Host: a⏎Content-Length: 5⏎Transfer-Encoding: chunked⏎⏎"),
        of("H02 TE in 1.0", 400, "POST / HTTP/1.0⏎Host: a⏎Transfer-Encoding: chunked⏎⏎"),
        post("H03 two lengths", 400, "Content-Length: 5", "Content-Length: 6"),
        post("H03 the same twice", 400, "Content-Length: 5", "Content-Length: 5"),
        post("H03 list", 400, "Content-Length: 10, 11"),
        of(
            "H03 two lengths in 1.0",
            400,
            "POST / HTTP/1.0⏎Host: a⏎Content-Length: 5⏎Content-Length: 6⏎⏎hello"),
        post("H04 plus", 400, "Content-Length: +5"),
        post("H04 minus", 400, "Content-Length: -1"),
        post("H04 hex", 400, "Content-Length: 0x5"),
        post("H04 underscore", 400, "Content-Length: 1_0"),
        post("H04 space", 400, "Content-Length: 5 5"),
        post("H04 semicolon", 400, "Content-Length: 5;"),
        post("H04 exponent", 400, "Content-Length: 5e1"),
        post("H04 empty", 400, "Content-Length:"),
        post("H04 20 digits", 400, "Content-Length: 12345678901234567890"),
        post("H04 2^63", 400, "Content-Length: 9223372036854775808"),
        post("H05 xchunked", 400, "Transfer-Encoding: xchunked"),
        post("H05 chunked, identity", 400, "Transfer-Encoding: chunked, identity"),
        post("H05 identity, chunked", 501, "Transfer-Encoding: identity, chunked"),
        post("H05 gzip, chunked", 501, "Transfer-Encoding: gzip, chunked"),
        post("H05 parameter", 400, "Transfer-Encoding: chunked;q=1"),
        post("H05 quoted", 400, "Transfer-Encoding: \"chunked\""),
        post("H05 vertical tab", 400, "Transfer-Encoding: \u000bchunked"),
        post("H05 NUL", 400, "Transfer-Encoding: chunked\u0000"),
        post("H05 leading comma", 400, "Transfer-Encoding: ,chunked"),
        post("H05 no-break space", 400, "Transfer-Encoding: \u00a0chunked"),
        post("H05 empty", 400, "Transfer-Encoding:"),
        post("H05 chunked twice", 501, "Transfer-Encoding: chunked, chunked"),
        post("H05 two lines", 400, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        post("H05 identity line", 400, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        post("H06 space before colon", 400, "Transfer-Encoding : chunked"),
        post("H06 tab before colon", 400, "Transfer-Encoding\t: chunked"),
        post("H06 leading space", 400, " Transfer-Encoding: chunked"),
        of("H06 first line folded", 400, "GET / HTTP/1.1⏎ Host: a⏎⏎"),
        post("H06 fold", 400, "X-A: b⏎ c", "Content-Length: 5"),
        post("H06 fold with tab", 400, "Transfer-Encoding:⏎\tchunked"),
        of("H09 LF in line", 400, "GET / HTTP/1.1\nHost: a⏎⏎"),
        of("H09 LF in field", 400, "GET / HTTP/1.1⏎Host: a\nX: b⏎⏎"),
        of("H09 LF at end", 400, "GET / HTTP/1.1⏎Host: a⏎\n"),
        of("H09 CR in field", 400, "GET / HTTP/1.1⏎Host: a⏎X: b\rc: d⏎⏎"),
        of("H09 CR in line", 400, "GET /a\rb HTTP/1.1⏎Host: a⏎⏎"),
        of("H09 CR as separator", 400, "GET\r/ HTTP/1.1⏎Host: a⏎⏎"),
        of("H09 CR CR LF", 400, "GET / HTTP/1.1\r⏎Host: a⏎⏎"),
        of("H10 NUL first", 400, "\u0000" + GOOD),
        of("H10 DEL first", 400, "\u007f" + GOOD),
        of("H10 two empty lines", 400, "⏎⏎" + GOOD),
        of("H10 bare LF first", 400, "\n" + GOOD),
        of("H10 space first", 400, " " + GOOD),
        head("H11 NUL in value", 400, "GET / HTTP/1.1", "X: a\u0000b"),
        head("H11 control in value", 400, "GET / HTTP/1.1", "X: a\u0001b"),
        head("H11 DEL in value", 400, "GET / HTTP/1.1", "X: a\u007fb"),
        head("H11 name with space", 400, "GET / HTTP/1.1", "X Y: a"),
        head("H11 name not ASCII", 400, "GET / HTTP/1.1", "X\u00e9: a"),
        head("H11 name with NUL", 400, "GET / HTTP/1.1", "X\u0000: a"),
        head("H11 empty name", 400, "GET / HTTP/1.1", ": a"),
        head("H11 no colon", 400, "GET / HTTP/1.1", "nothing"),
        head(
            "WebSocket draft",
            400,
            "GET / HTTP/1.1",
            "Sec-WebSocket-Key1: 1",
            "Sec-WebSocket-Key2: 2"));
  }

  static Stream<Arguments> heads() {
    String kilobyte = "a".repeat(1024);
    return Stream.of(
        of("H12 no Host", 400, "GET / HTTP/1.1⏎⏎"),
        of("H12 two Hosts", 400, "GET / HTTP/1.1⏎Host: a⏎Host: a⏎⏎"),
        of("H12 two Hosts in 1.0", 400, "GET / HTTP/1.0⏎Host: a⏎Host: b⏎⏎"),
        host("H12 empty", ""),
        host("H12 user", "me@a.example"),
        host("H12 space", "a b"),
        host("H12 comma", "a,b"),
        host("H12 path", "a/b"),
        host("H12 scheme", "http://a"),
        host("H12 256 characters", "a".repeat(256)),
        host("H12 port letters", "a:http"),
        host("H12 port empty", "a:"),
        host("H12 port 0", "a:0"),
        host("H12 port 65536", "a:65536"),
        host("H12 two ports", "a:80:80"),
        host("H12 percent", "a%2eb"),
        host("H12 query", "a?b"),
        host("H12 not ASCII", "\u00e4.example"),
        host("P04 two trailing dots", "a.example.."),
        host("P04 empty label", "a..example"),
        host("P04 only a dot", "."),
        host("P04 IPv6 broken", "[::g]"),
        host("P04 IPv6 open", "[::1"),
        host("P04 IPv6 zone", "[fe80::1%25eth0]"),
        host("P04 IPv6 bare", "::1"),
        host("P04 IPv6 tail", "[::1]x"),
        target("H12 other authority", 400, "http://b.example/"),
        target("H12 other port", 400, "http://a.example:81/"),
        target("H12 user in URI", 400, "http://me@a.example/"),
        target("H13 star with GET", 400, "*"),
        target("H13 star and path", 400, "*/x"),
        target("H13 no slash", 400, "x/y"),
        target("H13 no authority", 400, "http:///x"),
        target("H13 other scheme", 400, "ftp://a.example/"),
        target("H13 fragment", 400, "/a#b"),
        target("H13 fragment after query", 400, "/a?b#c"),
        target("H13 space", 400, "/a b"),
        target("H13 not ASCII", 400, "/\u00e4"),
        target("H13 query only", 400, "?a"),
        head("H13 two spaces", 400, "GET  / HTTP/1.1"),
        head("H13 tab", 400, "GET\t/ HTTP/1.1"),
        head("H13 trailing space", 400, "GET / HTTP/1.1 "),
        head("H13 CONNECT path", 405, "CONNECT / HTTP/1.1"),
        head("H13 CONNECT", 405, "CONNECT a.example:443 HTTP/1.1"),
        head("A15 TRACE", 405, "TRACE / HTTP/1.1"),
        head("H14 1.32", 400, "GET / HTTP/1.32"),
        head("H14 2.0", 505, "GET / HTTP/2.0"),
        head("H14 1.2", 505, "GET / HTTP/1.2"),
        of("H14 0.9", 400, "GET /⏎"),
        of("H14 preface", 505, "PRI * HTTP/2.0⏎⏎SM⏎⏎"),
        head("H14 lower-case", 400, "GET / http/1.1"),
        head("H14 no number", 400, "GET / HTTP/x.y"),
        head("H15 quotes", 400, "G=\": / HTTP/1.1"),
        head("H15 1 KB method", 501, kilobyte + " / HTTP/1.1"),
        head("H15 not ASCII", 400, "G\u00c9T / HTTP/1.1"),
        of("TLS on a plain port", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"),
        head("H17 expectation", 417, "POST / HTTP/1.1", "Expect: nonsense", "Content-Length: 5"),
        head("H17 two expectations", 417, "POST / HTTP/1.1", "Expect: 100-continue, x"),
        head("H22 Host", 400, "GET / HTTP/1.1", "Connection: close, Host"),
        head("H22 CL", 400, "POST / HTTP/1.1", "Connection: content-length", "Content-Length: 0"),
        head("H22 TE", 400, "GET / HTTP/1.1", "Connection: Transfer-Encoding"),
        head("H22 no name", 400, "GET / HTTP/1.1", "Connection: a b"),
        head("H26 101 lines", 431, "GET / HTTP/1.1", "X: 1⏎".repeat(51) + "Y: 1"),
        head("H26 long line", 431, "GET / HTTP/1.1", "X: " + "a".repeat(64 * 1024)),
        target("H26 long target", 414, "/" + "a".repeat(100 * 1024)),
        of("H26 endless method", 414, "A".repeat(8 * 1024)),
        head("P09 credentials", 400, "GET / HTTP/1.1", "Authorization: a", "Authorization: b"),
        head("B11 two types", 400, "GET / HTTP/1.1", "Content-Type: a/b", "Content-Type: c/d"));
  }

  static Stream<Arguments> paths() {
    return Stream.of(
            "/api%2fadmin",
            "/api%2Fadmin",
            "/api%5cadmin",
            "/api\\admin",
            "/api;x/admin",
            "/api/..;/admin",
            "/api%3bx/admin",
            "/api/admin%00",
            "/api/admin%0a",
            "/api/admin%0d%0aX:1",
            "/api/admin%7f",
            "/api/%2561dmin",
            "/api/%252e%252e/admin",
            "/api/%c0%ae%c0%ae/admin",
            "/api/%e0%80%af",
            "/api/%ed%a0%80",
            "/api/%f8%80",
            "/api/%c3",
            "/api/%c3/x",
            "/api/%ff",
            "/api/%c2%85",
            "/%",
            "/%z",
            "/%zz",
            "/%1",
            "/%u0061dmin",
            "/../admin",
            "/a/../../admin")
        .map(path -> target("P01 " + path, 400, path));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"framing", "heads", "paths"})
  void isRefused(String id, int status, String raw) {
    try (WireClient client = fixture.connect()) {
      client.send(raw);

      WireClient.Response answer = client.read();

      assertThat(answer.status()).as(id + ": " + answer.body()).isEqualTo(status);
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.handled()).isEmpty();
    assertThat(fixture.refused()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"framing", "heads", "paths"})
  void isRefusedBetweenGoodOnes(String id, int status, String raw) {
    try (WireClient client = fixture.connect()) {
      client.send(GOOD + raw + GOOD);

      assertThat(client.read().body()).isEqualTo("GET /good");
      assertThat(client.read().status()).as(id).isEqualTo(status);
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.handled()).hasSize(1);
    assertThat(fixture.refused()).hasSize(1);
    try (WireClient next = fixture.connect()) {
      assertThat(next.send(GOOD).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"framing", "heads", "paths"})
  void isRefusedHoweverItArrives(String id, int status, String raw) {
    assumeTrue(raw.length() < 1000, "enough bytes to be sent one by one");
    EmbeddedHead whole = new EmbeddedHead();
    whole.receive(raw, raw.length());
    EmbeddedHead dripping = new EmbeddedHead();
    dripping.receive(raw, 1);

    assertThat(dripping.seen()).as(id + " " + status).isEqualTo(whole.seen());
  }
}
