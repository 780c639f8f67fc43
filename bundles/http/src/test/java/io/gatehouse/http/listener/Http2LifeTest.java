package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ListenerDefinition.Timeouts;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.http.listener.FrameClient.Answer;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long HTTP/2 connections and their requests live, and how they are drained. */
class Http2LifeTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(60);

  private ListenerFixture fixture = new ListenerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private FrameClient connect(Duration header, Duration body, Duration idle) {
    fixture.close();
    fixture = ListenerFixture.http2(new Timeouts(header, body, idle));
    return FrameClient.connect(fixture.port());
  }

  @Test
  void aHeadThatDoesNotEndEndsTheConnection() {
    try (FrameClient client = connect(SHORT, LONG, LONG)) {
      assertThat(client.get(1, "/").answer(1).status()).isEqualTo(200);
      client.send(FrameClient.HEADERS, 0, 3, client.block(":method", "GET"));
      assertThat(client.goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
      client.awaitEnd();
    }
  }

  @Test
  void aFrameThatDoesNotEndEndsTheConnection() {
    try (FrameClient client = connect(SHORT, LONG, LONG)) {
      byte[] block = client.block(":method", "GET", ":path", "/", ":scheme", "http");
      client.add(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, new byte[1000]);
      client.cut(1000 - block.length);
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void contentThatStopsIsAnswered() {
    try (FrameClient client = connect(LONG, SHORT, LONG)) {
      fixture.engine(new BodyEcho());
      client.post(1, "/").data(1, "hello", false);
      assertThat(client.answer(1).status()).isEqualTo(408);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionThatRestsIsClosedInGoodOrder() {
    try (FrameClient client = connect(LONG, LONG, SHORT)) {
      assertThat(client.get(1, "/").answer(1).status()).isEqualTo(200);
      assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR);
      client.awaitEnd();
    }
  }

  @Test
  void aRequestUnderWayIsNoRest() {
    try (FrameClient client = connect(LONG, LONG, SHORT)) {
      fixture.engine(call -> {});
      client.get(1, "/");
      ClientCall call = fixture.nextCall();
      var _ =
          fixture
              .loops()
              .group()
              .schedule(() -> answer(call), 2, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(client.answer(1).body()).isEqualTo("late");
    }
  }

  @Test
  void aStreamThatIsNotReadIsGivenUp() {
    try (FrameClient client = connect(LONG, LONG, SHORT)) {
      fixture.engine(
          call -> call.respond(GatewayResponse.of(200, "text/plain", "x".repeat(100_000))));
      Answer answer = client.get(1, "/").answer(1);
      // a window's worth, and then nothing moved
      assertThat(answer.body()).hasSize(65_535);
      assertThat(answer.reset()).contains(Http2Error.CANCEL);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void aRequestThatIsResetConcernsNoOther() {
    try (FrameClient client = connect(LONG, LONG, LONG)) {
      // answers as soon as the content fails
      fixture.engine(new BodyEcho());
      client.post(1, "/").send(FrameClient.RST_STREAM, 0, 1, FrameClient.number(8)).sync();
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void aClientThatLeavesTakesItsRequestsWithIt() {
    try (FrameClient client = connect(LONG, LONG, LONG)) {
      fixture.engine(call -> {});
      client.get(1, "/").get(3, "/");
      fixture.nextCall();
      fixture.nextCall();
    }
    assertThat(fixture.nextEnd().completed()).isFalse();
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void drainingTakesWhatCrossesTheGoodbyeAndEndsWithTheLastRequest() throws Exception {
    try (FrameClient client = connect(LONG, LONG, LONG)) {
      fixture.engine(call -> {});
      client.get(1, "/");
      ClientCall first = fixture.nextCall();
      Thread drain =
          Thread.ofPlatform().start(() -> fixture.listeners().drain(Duration.ofSeconds(20)));
      assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR);
      client.get(3, "/");
      ClientCall crossed = fixture.nextCall();
      assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR);
      answer(first);
      answer(crossed);
      assertThat(client.answer(1).body()).isEqualTo("late");
      assertThat(client.answer(3).body()).isEqualTo("late");
      client.awaitEnd();
      drain.join(Duration.ofSeconds(20));
      assertThat(drain.isAlive()).isFalse();
    }
  }

  private static void answer(ClientCall call) {
    call.respond(GatewayResponse.of(200, "text/plain", "late"));
  }
}
