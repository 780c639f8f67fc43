package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.http.ProblemException;
import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.api.upstream.UpstreamAttributes;
import io.gatehouse.http.NettyHeaders;
import io.gatehouse.testsupport.RequestBuilder;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a target gets to see of a request. */
class RequestWritingTest {

  private final UpstreamFixture client = new UpstreamFixture();
  private final ScriptedTarget target =
      ScriptedTarget.answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");

  @AfterEach
  void close() throws Exception {
    client.close();
    target.close();
  }

  @Test
  void sendsARequest() {
    client.send(
        client.upstream(target.url()),
        RequestBuilder.get("/orders/42?full=1&a=%20").header("accept", "text/plain").build());

    assertThat(target.onlyRequest())
        .isEqualTo(
            """
            GET /orders/42?full=1&a=%20 HTTP/1.1
            accept: text/plain
            via: 1.1 gatehouse
            host: 127.0.0.1:PORT

            """
                .replace("\n", "\r\n")
                .replace("PORT", Integer.toString(target.port())));
  }

  @Test
  void replacesTheHostAndAppendsToVia() {
    client.send(
        client.upstream(target.url()),
        RequestBuilder.get("/")
            .header("host", "api.example.com")
            .header("via", "1.0 cache")
            .build());

    assertThat(target.onlyRequest())
        .contains("host: 127.0.0.1:" + target.port() + "\r\n", "via: 1.0 cache\r\n")
        .contains("via: 1.1 gatehouse\r\n")
        .doesNotContain("api.example.com");
  }

  @ParameterizedTest
  @CsvSource({
    "'',     GET,     /x,    GET /x HTTP/1.1",
    "/,      GET,     /x,    GET /x HTTP/1.1",
    "/base,  GET,     /x?y,  GET /base/x?y HTTP/1.1",
    "/base/, GET,     /,     GET /base/ HTTP/1.1",
    "/a/b,   GET,     /x/,   GET /a/b/x/ HTTP/1.1",
    "/base,  OPTIONS, *,     OPTIONS * HTTP/1.1",
    "/base,  GET,     //e/,  GET /base//e/ HTTP/1.1",
  })
  void prependsTheTargetsPath(String base, String method, String asked, String line) {
    Upstream upstream = client.upstream(URI.create(target.url() + base));

    client.send(upstream, RequestBuilder.of(method, asked).build());

    assertThat(target.onlyRequest()).startsWith(line + "\r\n");
  }

  @Test
  void removesWhatConcernsTheConnectionOnly() {
    client.send(
        client.upstream(target.url()),
        RequestBuilder.get("/")
            .header("connection", "x-hop, close")
            .header("x-hop", "1")
            .header("keep-alive", "timeout=5")
            .header("te", "trailers")
            .header("trailer", "x")
            .header("transfer-encoding", "chunked")
            .header("upgrade", "websocket")
            .header("http2-settings", "AAA")
            .header("proxy-connection", "close")
            .header("proxy-authorization", "Basic eA==")
            .header("content-length", "5")
            .header("expect", "100-continue")
            .header("x-end", "2")
            .build());

    assertThat(target.onlyRequest().lines())
        .containsExactly(
            "GET / HTTP/1.1",
            "x-end: 2",
            "via: 1.1 gatehouse",
            "host: 127.0.0.1:" + target.port(),
            "");
  }

  @ParameterizedTest
  @CsvSource({"POST,true", "PUT,true", "PATCH,true", "GET,false", "DELETE,false", "LOCK,false"})
  void saysThatThereIsNoContentWhereSomeIsUsual(String method, boolean said) {
    client.send(client.upstream(target.url()), RequestBuilder.of(method, "/").build());

    assertThat(target.onlyRequest().contains("content-length: 0\r\n")).isEqualTo(said);
  }

  static Stream<Arguments> contents() {
    return Stream.of(
        arguments(Body.of("hello"), "content-length: 5", "hello"),
        arguments(new PiecewiseBody(5, List.of("he", "", "llo")), "content-length: 5", "hello"),
        arguments(
            new PiecewiseBody(-1, List.of("he", "", "llo")),
            "transfer-encoding: chunked",
            "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        arguments(new PiecewiseBody(-1, List.of()), "transfer-encoding: chunked", "0\r\n\r\n"),
        arguments(new PiecewiseBody(0, List.of()), "content-length: 0", ""));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void framesTheContent(Body body, String field, String content) throws Exception {
    Upstream upstream = client.upstream(target.url());

    client.send(upstream, RequestBuilder.of("POST", "/").body(body).build());
    if (body instanceof PiecewiseBody pieces) {
      // the target answers as soon as it has all, which may be before the body says that it ends
      pieces.awaitEnd();
      client.onLoop(() -> true).get(10, TimeUnit.SECONDS);
    }
    client.send(upstream, RequestBuilder.any());

    assertThat(target.requests().iterator().next())
        .contains("\r\n" + field + "\r\n")
        .endsWith("\r\n\r\n" + content);
    assertThat(target.connections()).isOne();
  }

  @Test
  void changesTheCodecsOwnFieldsInPlace() {
    DefaultHttpHeaders fields = new DefaultHttpHeaders();
    fields.add("x-a", "1").add("x-a", "2");

    client.send(
        client.upstream(target.url()),
        new GatewayRequest("GET", "http", "a", "/", "", new NettyHeaders(fields), Body.empty()));

    assertThat(target.onlyRequest()).contains("x-a: 1\r\nx-a: 2\r\n");
    assertThat(fields.get("via")).isEqualTo("1.1 gatehouse");
  }

  @Test
  void namesTheTargetOnTheExchange() {
    LoopExchange exchange = client.exchange();

    UpstreamFixture.await(
        client.sending(client.upstream(target.url()), RequestBuilder.any(), exchange));

    assertThat(exchange.get(UpstreamAttributes.TARGET)).contains("127.0.0.1:" + target.port());
  }

  static Stream<Arguments> failingBodies() {
    ProblemException tooLarge =
        new ProblemException(Problem.client("BODY_TOO_LARGE", 413, "Too large", "Too large"));
    return Stream.of(
        arguments(new PiecewiseBody(-1, List.of("ab"), tooLarge), "BODY_TOO_LARGE"),
        arguments(
            new PiecewiseBody(9, List.of("ab"), new IllegalStateException()), "CLIENT_ABORTED"),
        arguments(new PiecewiseBody(9, List.of("ab")), "REQUEST_LENGTH_MISMATCH"),
        arguments(new PiecewiseBody(1, List.of("ab")), "REQUEST_LENGTH_MISMATCH"));
  }

  @ParameterizedTest
  @MethodSource("failingBodies")
  void givesUpTheConnectionWhenTheContentFails(Body body, String code) throws Exception {
    try (ScriptedTarget patient = ScriptedTarget.playing(ScriptedTarget.Wire::awaitEnd)) {
      Upstream upstream = client.upstream(patient.url());

      Problem problem = client.problem(upstream, RequestBuilder.of("POST", "/").body(body).build());

      assertThat(problem.code()).isEqualTo(code);
      assertThat(client.idleConnections(upstream)).isZero();
      assertThat(upstream.status().getFirst().state().name()).isEqualTo("SERVING");
    }
  }
}
