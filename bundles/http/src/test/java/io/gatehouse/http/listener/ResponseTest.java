package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.ChannelBody;
import io.gatehouse.http.Loops;
import io.gatehouse.testsupport.Awaiting;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How responses are framed, streamed, cut off and followed by others. */
class ResponseTest {

  private static final String GET = "GET /x HTTP/1.1⏎Host: a⏎⏎".replace("⏎", "\r\n");

  private ListenerFixture fixture;

  @BeforeEach
  void open() {
    fixture = ListenerFixture.opened();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Content from a channel that never pauses by itself. */
  private static ChannelBody channelBody(ClientCall call, long length) {
    return new ChannelBody(Loops.unwrap(call.eventLoop()), length, new Unheeding());
  }

  private record Unheeding() implements ChannelBody.Source {
    @Override
    public void resume() {}

    @Override
    public void abandoned() {}
  }

  private static void offer(ChannelBody body, String text) {
    body.offer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private static GatewayResponse response(Body body) {
    return new GatewayResponse(200, Headers.create(), body);
  }

  private WireClient.Response answer(String request, GatewayResponse response) {
    fixture.engine(call -> call.respond(response));
    try (WireClient client = fixture.connect()) {
      client.send(request);
      WireClient.Response first =
          request.startsWith("HEAD") ? client.readHeadOnly() : client.read();
      if (!first.field("connection").equals("close")) {
        fixture.engine(call -> call.respond(GatewayResponse.of(204)));
        assertThat(client.send(GET).read().status()).isEqualTo(204);
      }
      return first;
    }
  }

  @Test
  void framingAndFieldsOfTheConnectionAreOurs() {
    GatewayResponse given = GatewayResponse.of(200, "text/plain", "hello");
    given
        .headers()
        .add("Content-Length", "3")
        .add("transfer-encoding", "gzip")
        .add("connection", "close, x-secret")
        .add("x-secret", "1")
        .add("keep-alive", "1")
        .add("upgrade", "h2c")
        .add("camelhttpuri", "x")
        .add("x-kept", "2");

    WireClient.Response answer = answer(GET, given);

    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.fields().keySet())
        .containsExactly("content-type", "x-kept", "date", "content-length");
    assertThat(answer.field("date"))
        .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
  }

  @Test
  void theDateOfTheOriginStays() {
    GatewayResponse given = GatewayResponse.of(200);
    given.headers().add("Date", "yesterday");

    assertThat(answer(GET, given).field("date")).isEqualTo("yesterday");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void someResponsesHaveNoContent(int status) {
    GatewayResponse given = GatewayResponse.of(status, "text/plain", "hello");

    assertThat(answer(GET, given).status()).isEqualTo(status);
  }

  @Test
  void headHasTheLengthOnly() {
    String head = GET.replace("GET", "HEAD");

    assertThat(answer(head, GatewayResponse.of(200, "a/b", "hello")).field("content-length"))
        .isEqualTo("5");
    GatewayResponse announced = GatewayResponse.of(200);
    announced.headers().set("content-length", "1234");
    assertThat(answer(head, announced).field("content-length")).isEqualTo("1234");
  }

  @Test
  void largeContentPassesWhole() {
    String large = "0123456789".repeat(1_000_000);

    assertThat(answer(GET, GatewayResponse.of(200, "a/b", large)).body()).isEqualTo(large);
  }

  @Test
  void http10IsClosedUnlessItAsksOtherwise() {
    String old = "GET / HTTP/1.0⏎⏎".replace("⏎", "\r\n");
    String keeping = "GET / HTTP/1.0⏎Connection: keep-alive⏎⏎".replace("⏎", "\r\n");

    assertThat(answer(old, GatewayResponse.of(200)).field("connection")).isEqualTo("close");
    assertThat(answer(keeping, GatewayResponse.of(200)).field("connection"))
        .isEqualTo("keep-alive");
  }

  @Test
  void contentOfAKnownLengthStreams() {
    fixture.engine(
        call -> {
          ChannelBody body = channelBody(call, 10);
          call.respond(response(body));
          offer(body, "hello");
          body.readComplete();
          offer(body, "world");
          body.complete(Headers.create());
        });
    try (WireClient client = fixture.connect()) {
      WireClient.Response answer = client.send(GET).read();
      assertThat(answer.body()).isEqualTo("helloworld");
      assertThat(answer.field("content-length")).isEqualTo("10");
    }
    assertThat(fixture.nextEnd()).isEqualTo(new ListenerFixture.End(true, 0, 10));
  }

  @Test
  void contentOfUnknownLengthIsChunkedAndTrailed() {
    fixture.engine(
        call -> {
          ChannelBody body = channelBody(call, -1);
          offer(body, "a".repeat(16));
          call.respond(response(body));
          offer(body, "b".repeat(255));
          body.complete(Headers.create().set("x-sum", "1"));
        });
    try (WireClient client = fixture.connect()) {
      assertThat(client.send(GET + GET).read().body())
          .isEqualTo("a".repeat(16) + "b".repeat(255) + "|x-sum: 1");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aHeadAloneIsNotHeldBack() {
    fixture.engine(call -> call.respond(response(channelBody(call, -1))));
    try (WireClient client = fixture.connect()) {
      assertThat(client.send(GET).readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void toHttp10UnknownLengthEndsWithTheConnection() {
    fixture.engine(
        call -> {
          ChannelBody body = channelBody(call, -1);
          call.respond(response(body));
          offer(body, "hello");
          body.complete(Headers.create());
        });
    try (WireClient client = fixture.connect()) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      WireClient.Response answer = client.read();
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.field("connection")).isEqualTo("close");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
  void contentThatFailsMidwayNeverLooksComplete(String version) {
    fixture.engine(
        call -> {
          ChannelBody body = channelBody(call, -1);
          call.respond(response(body));
          offer(body, "hello");
          body.readComplete();
          body.fail(new IllegalStateException("broken"));
        });
    try (WireClient client = fixture.connect()) {
      String all = client.send("GET / " + version + "\r\nHost: a\r\n\r\n" + GET).readToEnd();
      if (version.equals("HTTP/1.1")) {
        assertThat(all).contains("5\r\nhello").doesNotContain("\r\n0\r\n");
      } else {
        assertThat(all).endsWith("<reset>");
      }
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
    assertThat(fixture.handled()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"less", "much more than was said"})
  void contentOfAnotherLengthThanSaidIsCutOff(String content) {
    fixture.engine(
        call -> {
          ChannelBody body = channelBody(call, 5);
          call.respond(response(body));
          offer(body, content);
          body.complete(Headers.create());
        });
    try (WireClient client = fixture.connect()) {
      assertThat(client.send(GET).readToEnd()).doesNotContain("more than");
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void anyPublisherStreams() {
    try (WireClient client = fixture.connect()) {
      try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>()) {
        fixture.engine(call -> call.respond(response(new Published(publisher))));
        client.send(GET);
        Awaiting.until("subscribed", publisher::hasSubscribers);
        for (int i = 0; i < 1000; i++) {
          publisher.submit(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)));
        }
      }
      assertThat(client.read().body()).isEqualTo("0123456789".repeat(1000));
    }
  }

  private record Published(Flow.Publisher<ByteBuffer> publisher) implements Body.Streamed {
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      publisher.subscribe(subscriber);
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public Headers trailers() {
      return Headers.create();
    }

    @Override
    public void discard() {}
  }

  @Test
  void aClientThatDoesNotReadHoldsTheContentBack() {
    AtomicLong offered = new AtomicLong();
    AtomicBoolean paused = new AtomicBoolean();
    fixture.engine(call -> new Pump(call, offered, paused).start());
    try (WireClient client = fixture.connect()) {
      client.send(GET);
      Awaiting.until("held back", paused::get);
      assertThat(offered.get()).isLessThan(64L << 20);
      paused.set(false);
      client.readLine();
      client.exactly(32 << 20);
      Awaiting.until("held back again", paused::get);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  /** Offers content for as long as it is wanted. */
  private static final class Pump implements ChannelBody.Source {

    private static final String PIECE = "a".repeat(64 * 1024);

    private final ClientCall call;
    private final AtomicLong offered;
    private final AtomicBoolean paused;
    private final ChannelBody body;
    private boolean gone;

    Pump(ClientCall call, AtomicLong offered, AtomicBoolean paused) {
      this.call = call;
      this.offered = offered;
      this.paused = paused;
      body = new ChannelBody(Loops.unwrap(call.eventLoop()), -1, this);
    }

    void start() {
      call.respond(response(body));
    }

    @Override
    public void resume() {
      call.eventLoop().execute(this::pump);
    }

    private void pump() {
      if (gone) {
        return;
      }
      if (!body.wanted()) {
        paused.set(true);
        return;
      }
      offered.addAndGet(PIECE.length());
      offer(body, PIECE);
      body.readComplete();
      call.eventLoop().execute(this::pump);
    }

    @Override
    public void abandoned() {
      gone = true;
    }
  }
}
