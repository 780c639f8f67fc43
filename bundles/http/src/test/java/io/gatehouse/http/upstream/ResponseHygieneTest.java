package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a target may say, and what is done with a target that says anything else. */
@SuppressWarnings("StringConcatToTextBlock") // bytes on a wire are no text
class ResponseHygieneTest {

  private final UpstreamFixture client = new UpstreamFixture();

  @AfterEach
  void close() {
    client.close();
  }

  static Stream<Arguments> refused() {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    return Stream.of(
        arguments(
            "two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc"),
        arguments(
            "the same length twice",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nab"),
        arguments("a list of lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nab"),
        arguments("a signed length", "HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nab"),
        arguments("a negative length", "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nab"),
        arguments("a hex length", "HTTP/1.1 200 OK\r\ncontent-length: 0x2\r\n\r\nab"),
        arguments("an empty length", "HTTP/1.1 200 OK\r\ncontent-length: \r\n\r\nab"),
        arguments(
            "a length beyond 2^63",
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nab"),
        arguments(
            "length and chunked",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        arguments("an unknown coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\n\r\nab"),
        arguments(
            "a coding before chunked",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        arguments(
            "chunked twice",
            "HTTP/1.1 200 OK\r\n"
                + "transfer-encoding: chunked\r\n"
                + "transfer-encoding: chunked\r\n\r\n"
                + "0\r\n\r\n"),
        arguments(
            "chunked in HTTP/1.0",
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        arguments(
            "a switch of protocols",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n"),
        arguments(
            "a switch of protocols with content",
            "HTTP/1.1 101 Switching\r\n"
                + "upgrade: websocket\r\n"
                + "sec-websocket-origin: x\r\n"
                + "sec-websocket-location: y\r\n\r\n"
                + "0123456789abcdef"),
        arguments(
            "17 interim responses",
            interim.repeat(17) + "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
        arguments(
            "a huge header",
            "HTTP/1.1 200 OK\r\nx: " + "a".repeat(ResponseDecoder.MAX_HEADER_BYTES) + "\r\n\r\n"),
        arguments(
            "many headers", "HTTP/1.1 200 OK\r\n" + "x: 0123456789\r\n".repeat(10_000) + "\r\n"),
        arguments("an endless status line", "HTTP/1.1 200 " + "a".repeat(100_000)),
        arguments("no status line", "hello, world\r\n\r\n"),
        arguments("no status line and no line end", "hello"),
        arguments("nothing but content", "{\"a\":1}\n"),
        arguments("status 99", "HTTP/1.1 99 Low\r\ncontent-length: 0\r\n\r\n"),
        arguments("status 099", "HTTP/1.1 099 Low\r\ncontent-length: 0\r\n\r\n"),
        arguments("status 600", "HTTP/1.1 600 High\r\ncontent-length: 0\r\n\r\n"),
        arguments("status 1000", "HTTP/1.1 1000 High\r\ncontent-length: 0\r\n\r\n"),
        arguments("a status in words", "HTTP/1.1 OK\r\n\r\n"),
        arguments("HTTP/2.0", "HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n"),
        arguments("HTTP/1.2", "HTTP/1.2 200 OK\r\ncontent-length: 0\r\n\r\n"),
        arguments("a bare line feed", "HTTP/1.1 200 OK\ncontent-length: 0\n\n"),
        arguments(
            "a control character", "HTTP/1.1 200 OK\r\nx: a\u0001b\r\ncontent-length: 0\r\n\r\n"),
        arguments(
            "a line without colon", "HTTP/1.1 200 OK\r\nnonsense\r\ncontent-length: 0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesWhatIsNoSoundResponse(String name, String response) throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(response);
            })) {
      Upstream upstream = client.upstream(target.url());

      Problem problem = client.problem(upstream, RequestBuilder.any());

      assertThat(problem.code()).isEqualTo("UPSTREAM_PROTOCOL_ERROR");
      assertThat(problem.status()).isEqualTo(502);
      assertThat(problem.origin()).isEqualTo(FailureOrigin.UPSTREAM);
      assertThat(problem.detail()).doesNotContain("127.0.0.1");
      assertThat(client.idleConnections(upstream)).isZero();
    }
  }

  static Stream<Arguments> withoutContent() {
    return Stream.of(
        arguments("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204),
        arguments("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n", 304),
        arguments("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", 200),
        arguments("HEAD", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", 200),
        arguments("HEAD", "HTTP/1.1 200 OK\r\n\r\n", 200),
        arguments("GET", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200),
        arguments("GET", "HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n", 205),
        arguments("GET", "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", 200));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("withoutContent")
  void knowsWhichResponsesHaveNoContent(String method, String response, int status)
      throws Exception {
    try (ScriptedTarget target = ScriptedTarget.answering(response)) {
      Upstream upstream = client.upstream(target.url());

      GatewayResponse first = client.send(upstream, RequestBuilder.of(method, "/").build());
      GatewayResponse second = client.send(upstream, RequestBuilder.of(method, "/").build());

      assertThat(List.of(first.status(), second.status())).containsOnly(status);
      assertThat(first.body()).isEqualTo(Body.empty());
      assertThat(target.connections()).isOne();
    }
  }

  static Stream<Arguments> withMoreThanTheResponse() {
    return Stream.of(
        arguments("after a length", "GET", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabX", "ab"),
        arguments(
            "a whole second response",
            "GET",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab".repeat(2),
            "ab"),
        arguments(
            "after the last chunk",
            "GET",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nX",
            "ab"),
        arguments("with 204", "GET", "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nab", ""),
        arguments("with 304", "GET", "HTTP/1.1 304 Not Modified\r\n\r\nab", ""),
        arguments("with HEAD", "HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab", ""),
        arguments(
            "an empty line", "GET", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab\r\n", "ab"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withMoreThanTheResponse")
  void givesUpAConnectionThatSaysMoreThanTheResponse(
      String name, String method, String response, String content) throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(response);
              wire.awaitEnd();
            })) {
      Upstream upstream = client.upstream(target.url());

      assertThat(client.text(upstream, RequestBuilder.of(method, "/").build())).isEqualTo(content);
      assertThat(client.idleConnections(upstream)).isZero();
      assertThat(client.text(upstream, RequestBuilder.of(method, "/").build())).isEqualTo(content);
      assertThat(target.connections()).isEqualTo(2);
    }
  }

  @Test
  void givesUpAnIdleConnectionThatSaysSomethingLater() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab");
              if (wire.number() == 1) {
                wire.send("H");
                wire.awaitEnd();
              }
            })) {
      Upstream upstream = client.upstream(target.url());

      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ab");
      Awaiting.until("connection closed", () -> client.idleConnections(upstream) == 0);
      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ab");
      assertThat(target.connections()).isEqualTo(2);
    }
  }

  @Test
  void swallowsInterimResponses() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab")) {
      Upstream upstream = client.upstream(target.url());

      GatewayResponse response = client.get(upstream);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().contains("link")).isFalse();
      assertThat(UpstreamFixture.text(response.body())).isEqualTo("ab");
      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ab");
      assertThat(target.connections()).isOne();
    }
  }

  @Test
  void removesWhatConcernsTheConnectionOnly() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.answering(
            "HTTP/1.1 200 OK\r\n"
                + "connection: keep-alive, x-hop\r\n"
                + "x-hop: 1\r\n"
                + "keep-alive: timeout=5\r\n"
                + "proxy-authenticate: Basic\r\n"
                + "upgrade: h2c\r\n"
                + "trailer: x\r\n"
                + "x-end: 2\r\n"
                + "transfer-encoding: chunked\r\n\r\n"
                + "0\r\n\r\n")) {
      GatewayResponse response = client.get(client.upstream(target.url()));

      assertThat(response.headers().firstOr("x-end", "")).isEqualTo("2");
      assertThat(response.headers().size()).isOne();
    }
  }

  static Stream<Arguments> untilTheEnd() {
    return Stream.of(
        arguments("HTTP/1.1 200 OK\r\n\r\nall of it"),
        arguments("HTTP/1.0 200 OK\r\n\r\nall of it"),
        arguments("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n\r\nall of it"));
  }

  @ParameterizedTest
  @MethodSource("untilTheEnd")
  void takesTheEndOfTheConnectionForTheEndOfTheContent(String response) throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(response);
            })) {
      GatewayResponse answer = client.get(client.upstream(target.url()));

      assertThat(answer.body().length()).isEqualTo(-1);
      assertThat(UpstreamFixture.text(answer.body())).isEqualTo("all of it");
    }
  }

  @Test
  void takesNoResetForTheEndOfTheContent() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send("HTTP/1.1 200 OK\r\n\r\npart of it");
              wire.reset();
            })) {
      Upstream upstream = client.upstream(target.url());
      assertThat(
              UpstreamFixture.problemOf(
                      client
                          .sending(upstream, RequestBuilder.any(), client.exchange())
                          .thenCompose(answer -> UpstreamFixture.collect(answer.body())))
                  .code())
          .isEqualTo("UPSTREAM_RESET");
    }
  }

  static Stream<Arguments> broken() {
    String chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    return Stream.of(
        arguments(
            "short of its length",
            "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
            "UPSTREAM_RESET"),
        arguments("without a last chunk", chunked + "3\r\nabc\r\n", "UPSTREAM_RESET"),
        arguments("in the middle of a chunk", chunked + "9\r\nabc", "UPSTREAM_RESET"),
        arguments("in the trailers", chunked + "0\r\nx: 1\r\n", "UPSTREAM_RESET"),
        arguments("a chunk size in words", chunked + "zz\r\nabc\r\n", "UPSTREAM_PROTOCOL_ERROR"),
        arguments("a prefixed chunk size", chunked + "0x3\r\nabc\r\n", "UPSTREAM_PROTOCOL_ERROR"),
        arguments(
            "a chunk longer than said",
            chunked + "2\r\nabc\r\n0\r\n\r\n",
            "UPSTREAM_PROTOCOL_ERROR"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void failsTheBodyThatIsNotComplete(String name, String response, String code) throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(response);
            })) {
      Upstream upstream = client.upstream(target.url());

      GatewayResponse answer = client.get(upstream);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(UpstreamFixture.problemOf(UpstreamFixture.collect(answer.body())).code())
          .isEqualTo(code);
      assertThat(client.idleConnections(upstream)).isZero();
    }
  }
}
