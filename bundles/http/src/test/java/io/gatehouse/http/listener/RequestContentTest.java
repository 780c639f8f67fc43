package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.listener.ClientCall;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the content of requests is read, limited, given up and left unread. */
class RequestContentTest {

  private static final String CHUNKED =
      "POST /x HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎".replace("⏎", "\r\n");
  private static final String EXPECTING =
      "POST /x HTTP/1.1⏎Host: a⏎Content-Length: 5⏎Expect: 100-continue⏎⏎".replace("⏎", "\r\n");
  private static final String GET = "GET /next HTTP/1.1⏎Host: a⏎⏎".replace("⏎", "\r\n");

  private ListenerFixture fixture;

  @BeforeEach
  void open() {
    fixture = ListenerFixture.opened();
    fixture.engine(new BodyEcho());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String post(long length) {
    return "POST /x HTTP/1.1⏎Host: a⏎Content-Length: ".replace("⏎", "\r\n") + length + "\r\n\r\n";
  }

  private static void unread(ClientCall call) {
    call.respond(GatewayResponse.of(200, "text/plain", "unread"));
  }

  static Stream<Arguments> brokenChunks() {
    return Stream.of(
            "0x5⏎hello⏎0⏎⏎",
            "5 ⏎hello⏎0⏎⏎",
            "+5⏎hello⏎0⏎⏎",
            "5\u0000⏎hello⏎0⏎⏎",
            "FFFFFFFFFFFFFFFF1⏎hello⏎0⏎⏎",
            "⏎hello⏎0⏎⏎",
            "_5⏎hello⏎0⏎⏎",
            "5\nhello⏎0⏎⏎",
            "5⏎hello\n0⏎⏎",
            "5⏎helloX⏎0⏎⏎",
            "5;a\nb⏎hello⏎0⏎⏎",
            "5;a\rb⏎hello⏎0⏎⏎",
            "5;a=\"\r\nhello\"⏎0⏎⏎",
            "5;" + "a".repeat(100_000) + "⏎hello⏎0⏎⏎",
            "5⏎hello⏎0⏎X : y⏎⏎",
            "5⏎hello⏎0⏎nothing⏎⏎",
            "5⏎hello⏎0⏎X: " + "a".repeat(100_000) + "⏎⏎",
            ("1;" + "a".repeat(1500) + "⏎x⏎").repeat(20) + "0⏎⏎",
            "5⏎hello⏎0\n\n",
            "-5⏎hello⏎0⏎⏎")
        .map(body -> Arguments.of(body.substring(0, Math.min(12, body.length())), body));
  }

  @ParameterizedTest(name = "H07 H08 H09 {0}")
  @MethodSource("brokenChunks")
  void brokenChunksFailTheBodyAndTheConnection(String name, String body) {
    try (WireClient client = fixture.connect()) {
      client.send(CHUNKED + body.replace("⏎", "\r\n") + GET);

      assertThat(client.read().status()).as(name).isEqualTo(400);
      assertThat(client.readToEnd()).isIn("", "<reset>");
    }
    assertThat(fixture.handled()).hasSize(1);
  }

  @Test
  void chunksArePutTogether() {
    try (WireClient client = fixture.connect()) {
      client.send(CHUNKED + "5;a=\"b\"⏎hello⏎006⏎ world⏎0⏎⏎".replace("⏎", "\r\n") + GET);

      assertThat(client.read().body()).isEqualTo("hello world");
      assertThat(client.read().body()).isEqualTo("nothing");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS"})
  void anyMethodMayHaveContent(String method) {
    try (WireClient client = fixture.connect()) {
      client.send(post(5).replace("POST", method) + "hello" + GET);

      if (method.equals("HEAD")) {
        assertThat(client.readHeadOnly().field("content-length")).isEqualTo("5");
      } else {
        assertThat(client.read().body()).isEqualTo("hello");
      }
      assertThat(client.read().body()).isEqualTo("nothing");
    }
    assertThat(fixture.handled()).hasSize(2);
  }

  @Test
  void contentArrivesByteByByte() {
    try (WireClient client = fixture.connect()) {
      for (char c : (CHUNKED + "3\r\nabc\r\n0\r\n\r\n" + post(2) + "de" + GET).toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.read().body()).isEqualTo("abc");
      assertThat(client.read().body()).isEqualTo("de");
      assertThat(client.read().body()).isEqualTo("nothing");
    }
  }

  @Test
  void continueIsSaidOnceWhenContentIsWanted() {
    try (WireClient client = fixture.connect()) {
      client.send(EXPECTING);
      assertThat(client.read().status()).isEqualTo(100);
      client.send("hello");
      assertThat(client.read().body()).isEqualTo("hello");
      client.send(GET);
      assertThat(client.read().body()).isEqualTo("nothing");
    }
    assertThat(fixture.handled().getFirst().headers().contains("expect")).isFalse();
  }

  @Test
  void continueIsNotSaidToOneThatDidNotWait() {
    try (WireClient client = fixture.connect()) {
      client.send(EXPECTING + "hello");
      assertThat(client.read().body()).isEqualTo("hello");
    }
  }

  @Test
  void withheldContentThatNobodyWantsEndsTheConnection() {
    fixture.engine(RequestContentTest::unread);
    try (WireClient client = fixture.connect()) {
      client.send(EXPECTING);
      WireClient.Response answer = client.read();
      assertThat(answer.body()).isEqualTo("unread");
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void littleUnreadContentIsPassedOver() {
    fixture.engine(RequestContentTest::unread);
    try (WireClient client = fixture.connect()) {
      client.send(post(10) + "01234");
      assertThat(client.read().body()).isEqualTo("unread");
      client.send("56789" + GET);
      assertThat(client.read().body()).isEqualTo("unread");
    }
    assertThat(fixture.handled()).hasSize(2);
  }

  @Test
  void muchUnreadContentEndsTheConnectionAfterTheAnswer() {
    fixture.engine(RequestContentTest::unread);
    try (WireClient client = fixture.connect()) {
      client.send(post(8 << 20) + "a".repeat(8 << 20));
      WireClient.Response answer = client.read();
      assertThat(answer.body()).isEqualTo("unread");
      assertThat(answer.field("connection")).isEqualTo("close");
    }
    assertThat(fixture.nextEnd().completed()).isTrue();
  }

  @Test
  void announcedContentBeyondTheLimitIsNotEvenRead() {
    fixture.engine(
        call -> {
          call.limitBody(4);
          new BodyEcho().accept(call);
        });
    try (WireClient client = fixture.connect()) {
      client.send(EXPECTING);
      WireClient.Response answer = client.read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.nextEnd()).isEqualTo(new ListenerFixture.End(true, 0, answerLength(4)));
  }

  private static long answerLength(int limit) {
    return ("BODY_TOO_LARGE: the body is longer than " + limit + " bytes").length();
  }

  @Test
  void streamedContentBeyondTheLimitFails() {
    fixture.engine(
        call -> {
          call.limitBody(4);
          new BodyEcho().accept(call);
        });
    try (WireClient client = fixture.connect()) {
      client.send(CHUNKED + "3\r\nabc\r\n");
      client.send("3\r\ndef\r\n");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello", "c"})
  void contentThatEndsTooEarlyFails(String start) {
    try (WireClient client = fixture.connect()) {
      client.send(start.equals("c") ? CHUNKED + "5\r\nhello\r\n" : start).sendEnd();

      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void contentOfAClientThatIsGoneFails() {
    try (WireClient client = fixture.connect()) {
      client.send(post(10) + "hello");
      fixture.nextCall();
    }
    ListenerFixture.End end = fixture.nextEnd();
    assertThat(end.bytesIn()).isEqualTo(5);
  }

  @Test
  void bytesBehindTheContentAreTheNextRequest() {
    try (WireClient client = fixture.connect()) {
      client.send(post(5) + "hello" + "rubbish\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("hello");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.refused()).hasSize(1);
  }

  @Test
  void contentIsReadOnlyWhenItIsWanted() {
    fixture.engine(call -> {});
    try (WireClient client = fixture.connect()) {
      client.send(post(16 << 20));
      ClientCall call = fixture.nextCall();
      Thread sender = Thread.ofVirtual().unstarted(() -> client.send("a".repeat(16 << 20)));
      sender.start();
      assertThat(call.request().body()).isInstanceOf(Body.Streamed.class);
      call.eventLoop().execute(() -> new BodyEcho().accept(call));
      assertThat(client.read().body()).hasSize(16 << 20);
    }
    assertThat(fixture.nextEnd().bytesIn()).isEqualTo(16 << 20);
  }
}
