package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.ChannelBody;
import io.gatehouse.http.Loops;
import io.gatehouse.http.listener.FrameClient.Answer;
import io.gatehouse.testsupport.Awaiting;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content both ways on HTTP/2: trailers, windows, ends that are none. */
class Http2ContentTest {

  private static final int WINDOW = 65_536;

  private final ListenerFixture fixture = ListenerFixture.http2(ListenerFixture.GENEROUS);

  @AfterEach
  void close() {
    fixture.close();
  }

  private FrameClient connect() {
    return FrameClient.connect(fixture.port());
  }

  @Test
  void contentAndTrailersComeThrough() {
    fixture.engine(new BodyEcho());
    try (FrameClient client = connect()) {
      client.post(1, "/", "content-length", "10").data(1, "01234", false);
      client.data(1, "56789", false);
      client.send(
          FrameClient.HEADERS,
          FrameClient.END_HEADERS | FrameClient.END_STREAM,
          1,
          client.block("x-sum", "1", "host", "evil", "x-consumer-id", "root", "x-api-key", "k"));
      assertThat(client.answer(1).body()).isEqualTo("0123456789|x-sum=1");
    }
    assertThat(fixture.nextEnd()).isEqualTo(new ListenerFixture.End(true, 10, 18));
  }

  @Test
  void callsOfOneConnectionDoNotWaitForEachOther() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      client.get(1, "/slow").get(3, "/fast");
      ClientCall slow = fixture.nextCall();
      ClientCall fast = fixture.nextCall();
      fast.respond(GatewayResponse.of(200, "text/plain", "fast"));
      assertThat(client.answer(3).body()).isEqualTo("fast");
      slow.respond(GatewayResponse.of(200, "text/plain", "slow"));
      assertThat(client.answer(1).body()).isEqualTo("slow");
    }
  }

  @Test
  void headsTellTheLengthAndNothingElseIsSent() {
    fixture.engine(call -> call.respond(GatewayResponse.of(200, "text/plain", "hello")));
    try (FrameClient client = connect()) {
      client
          .addRequest(1, true, ":method HEAD :scheme http :authority a :path /".split(" ", -1))
          .flush();
      Answer answer = client.answer(1);
      assertThat(answer.field("content-length")).isEqualTo("5");
      assertThat(answer.body()).isEmpty();
    }
    assertThat(fixture.nextEnd().completed()).isTrue();
  }

  @Test
  void fieldsOfHttp1ConnectionsStayBehind() {
    fixture.engine(
        call -> {
          Headers headers = Headers.create();
          headers.add("Connection", "X-Secret").add("X-Secret", "1").add("Keep-Alive", "5");
          headers.add("Upgrade", "h2c").add("Transfer-Encoding", "chunked").add("X-Kept", "A b");
          call.respond(new GatewayResponse(200, headers, Body.empty()));
        });
    try (FrameClient client = connect()) {
      Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.field("x-kept")).isEqualTo("A b");
      for (String name :
          "connection x-secret keep-alive upgrade transfer-encoding".split(" ", -1)) {
        assertThat(answer.head().contains(name)).as(name).isFalse();
      }
      assertThat(answer.field("date")).endsWith("GMT");
    }
  }

  @Test
  void aClientThatWaitsIsToldToGoOn() {
    fixture.engine(new BodyEcho());
    try (FrameClient client = connect()) {
      client.post(1, "/", "expect", "100-continue", "content-length", "5");
      var interim = client.await("100", f -> f.type() == FrameClient.HEADERS);
      assertThat(String.valueOf(interim.fields().status())).isEqualTo("100");
      client.data(1, "hello", true);
      assertThat(client.answer(1).body()).isEqualTo("hello");
    }
  }

  @Test
  void contentOfAnotherLengthThanAnnouncedBreaksOff() {
    fixture.engine(new BodyEcho());
    try (FrameClient client = connect()) {
      client.post(1, "/", "content-length", "10").data(1, "hello", true);
      assertThat(client.reset(1)).isEqualTo(Http2Error.PROTOCOL_ERROR);
      client.post(3, "/", "content-length", "3").data(3, "hello", true);
      assertThat(client.reset(3)).isEqualTo(Http2Error.PROTOCOL_ERROR);
      assertThat(client.get(5, "/").answer(5).status()).isEqualTo(200);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void contentThatNobodyTakesFillsAWindowAndNoMore() {
    AtomicLong taken = new AtomicLong();
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      client.post(1, "/");
      ClientCall call = fixture.nextCall();
      String piece = "x".repeat(16_384);
      for (int i = 0; i < WINDOW / 16_384; i++) {
        client.data(1, piece, false);
      }
      client.sync();
      // a byte at a time must not cost more than its bytes either
      client.get(3, "/");
      fixture.nextCall().respond(GatewayResponse.of(200, "text/plain", "free"));
      assertThat(client.answer(3).body()).isEqualTo("free");
      ChannelBody body = (ChannelBody) call.request().body();
      call.eventLoop().execute(() -> body.drainTo(new Counting(taken)));
      // taking it opens the window again
      client.await("a window", f -> f.type() == FrameClient.WINDOW_UPDATE && f.stream() == 1);
      client.data(1, "end", true);
      Awaiting.until("all taken", () -> taken.get() == WINDOW + 3);
      client.sync();
    }
  }

  @Test
  void moreThanAWindowBreaksTheProtocol() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      client.post(1, "/");
      for (int i = 0; i < 5; i++) {
        client.data(1, "x".repeat(16_384), false);
      }
      assertThat(client.reset(1)).isEqualTo(Http2Error.FLOW_CONTROL_ERROR);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  private record Counting(AtomicLong taken) implements ChannelBody.Sink {
    @Override
    public void data(io.netty.buffer.ByteBuf piece) {
      taken.addAndGet(piece.readableBytes());
      piece.release();
    }

    @Override
    public void pause() {}

    @Override
    public void end(Headers trailers) {}

    @Override
    public void failed(Throwable cause) {}
  }

  @Test
  void anAnswerBeforeTheContentsEndStopsTheClient() {
    fixture.engine(call -> call.respond(GatewayResponse.of(403, "text/plain", "no")));
    try (FrameClient client = connect()) {
      client.post(1, "/", "content-length", "100000000");
      assertThat(client.answer(1).body()).isEqualTo("no");
      assertThat(client.reset(1)).isEqualTo(Http2Error.NO_ERROR);
      // what was on its way is not held against the client
      client.data(1, "late", false).data(1, "late", true);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(403);
    }
    assertThat(fixture.nextEnd().completed()).isTrue();
  }

  @Test
  void tooMuchContentIsRefused() {
    fixture.engine(
        call -> {
          call.limitBody(10);
          new BodyEcho().accept(call);
        });
    try (FrameClient client = connect()) {
      client.post(1, "/").data(1, "0123456789a", false);
      assertThat(client.answer(1).status()).isEqualTo(413);
      client.post(3, "/", "content-length", "11");
      assertThat(client.answer(3).status()).isEqualTo(413);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheContentBack() {
    AtomicLong offered = new AtomicLong();
    AtomicBoolean held = new AtomicBoolean();
    AtomicBoolean gone = new AtomicBoolean();
    fixture.engine(call -> new Source(call, offered, held, gone).start());
    byte[] noWindow = FrameClient.setting(4, 0);
    try (FrameClient client = FrameClient.connect(fixture.port(), noWindow)) {
      client.get(1, "/");
      Awaiting.until("held back", held::get);
      assertThat(offered.get()).isLessThanOrEqualTo(64 * 1024);
      client.send(FrameClient.WINDOW_UPDATE, 0, 1, FrameClient.number(100_000));
      var first = client.await("content", f -> f.type() == FrameClient.DATA);
      assertThat(first.payload().remaining()).isPositive();
      client.send(FrameClient.RST_STREAM, 0, 1, FrameClient.number(8));
      Awaiting.until("given up", gone::get);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void contentThatFailsIsNotTakenForComplete() {
    AtomicLong offered = new AtomicLong();
    fixture.engine(
        call -> {
          ChannelBody body = new ChannelBody(Loops.unwrap(call.eventLoop()), 100, new Silent());
          call.respond(new GatewayResponse(200, Headers.create(), body));
          body.offer(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
          body.fail(new IllegalStateException("broken"));
          offered.set(5);
        });
    try (FrameClient client = connect()) {
      Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.reset()).contains(Http2Error.INTERNAL_ERROR);
      assertThat(answer.field("content-length")).isEqualTo("100");
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void trailersOfAResponseComeThrough() {
    fixture.engine(
        call -> {
          ChannelBody body = new ChannelBody(Loops.unwrap(call.eventLoop()), -1, new Silent());
          call.respond(new GatewayResponse(200, Headers.create(), body));
          body.offer(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
          body.complete(Headers.create().add("Grpc-Status", "0"));
        });
    try (FrameClient client = connect()) {
      Answer answer = client.get(1, "/").answer(1);
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.trailers()).containsExactly(Map.entry("grpc-status", "0"));
    }
    assertThat(fixture.nextEnd().completed()).isTrue();
  }

  private static final class Silent implements ChannelBody.Source {
    @Override
    public void resume() {}

    @Override
    public void abandoned() {}
  }

  /** Offers content for as long as it is wanted. */
  private static final class Source implements ChannelBody.Source {

    private static final String PIECE = "a".repeat(16 * 1024);

    private final ClientCall call;
    private final AtomicLong offered;
    private final AtomicBoolean held;
    private final AtomicBoolean gone;
    private final ChannelBody body;

    Source(ClientCall call, AtomicLong offered, AtomicBoolean held, AtomicBoolean gone) {
      this.call = call;
      this.offered = offered;
      this.held = held;
      this.gone = gone;
      body = new ChannelBody(Loops.unwrap(call.eventLoop()), -1, this);
    }

    void start() {
      call.respond(new GatewayResponse(200, Headers.create(), body));
      call.eventLoop().execute(this::pump);
    }

    @Override
    public void resume() {
      call.eventLoop().execute(this::pump);
    }

    private void pump() {
      if (gone.get()) {
        return;
      }
      if (!body.wanted()) {
        held.set(true);
        return;
      }
      offered.addAndGet(PIECE.length());
      body.offer(Unpooled.copiedBuffer(PIECE, StandardCharsets.US_ASCII));
      call.eventLoop().execute(this::pump);
    }

    @Override
    public void abandoned() {
      gone.set(true);
    }
  }
}
