package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.testsupport.Awaiting;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What costs a server and no client: each such flood ends its connection, and only that. */
class Http2FloodTest {

  private static final byte[] NOTHING = new byte[0];
  private static final byte[] NOW = FrameClient.number(8);

  private final ListenerFixture fixture = ListenerFixture.http2(ListenerFixture.GENEROUS);

  @AfterEach
  void close() {
    fixture.close();
  }

  private FrameClient connect() {
    return FrameClient.connect(fixture.port());
  }

  private long ended(String reason) {
    return fixture.meters().stream()
        .filter(meter -> meter.name().equals("gatehouse_http2_connections_ended_total"))
        .filter(meter -> reason.equals(meter.labels().get("reason")))
        .mapToLong(meter -> meter.value())
        .sum();
  }

  private void assertServed() {
    fixture.engine(call -> call.respond(GatewayResponse.of(200, "text/plain", "served")));
    try (FrameClient other = connect()) {
      assertThat(other.get(1, "/").answer(1).body()).isEqualTo("served");
    }
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        flood("PING", 2000, (c, i) -> c.add(FrameClient.PING, 0, 0, new byte[8])),
        flood("PING answers", 2000, (c, i) -> c.add(FrameClient.PING, 1, 0, new byte[8])),
        flood("SETTINGS", 200, (c, i) -> c.add(FrameClient.SETTINGS, 0, 0, NOTHING)),
        flood(
            "table sizes",
            200,
            (c, i) -> c.add(FrameClient.SETTINGS, 0, 0, FrameClient.setting(1, i % 2 * 4096))),
        flood("PRIORITY", 2000, (c, i) -> c.add(FrameClient.PRIORITY, 0, 2 * i + 3, new byte[5])),
        flood("empty DATA", 2000, (c, i) -> c.add(FrameClient.DATA, 0, 1, NOTHING)),
        flood("padding", 2000, (c, i) -> c.add(FrameClient.DATA, 8, 1, new byte[] {3, 0, 0, 0})),
        flood(
            "windows",
            2000,
            (c, i) -> c.add(FrameClient.WINDOW_UPDATE, 0, 1, FrameClient.number(1))),
        flood("unknown frames", 2000, (c, i) -> c.add(99, 0, 1, new byte[5])),
        flood("resets of nothing", 2000, (c, i) -> c.add(FrameClient.RST_STREAM, 0, 1, NOW)));
  }

  private static Arguments flood(String name, int count, ObjIntConsumer<FrameClient> frame) {
    return Arguments.of(name, count, frame);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void framesThatCarryNothingAreLimited(String name, int count, ObjIntConsumer<FrameClient> frame) {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      client.post(1, "/");
      fixture.nextCall();
      for (int i = 0; i < count; i++) {
        frame.accept(client, i);
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
      client.awaitEnd();
    }
    assertThat(ended("frames")).isEqualTo(1);
    assertThat(fixture.nextEnd().completed()).isFalse();
    assertServed();
  }

  @Test
  void workEarnsFrames() {
    try (FrameClient client = connect()) {
      for (int i = 0; i < 1500; i++) {
        int stream = 2 * i + 1;
        client.get(stream, "/");
        client.add(FrameClient.WINDOW_UPDATE, 0, 0, FrameClient.number(100));
        client.add(FrameClient.PING, 0, 0, new byte[8]);
        assertThat(client.answer(stream).status()).isEqualTo(200);
      }
    }
    assertThat(ended("frames")).isZero();
  }

  @Test
  void requestsCutOffByTheClientAreLimited() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      for (int stream = 1; stream < 1000; stream += 2) {
        client.addRequest(
            stream, true, ":method GET :scheme http :authority a :path /".split(" ", -1));
        client.add(FrameClient.RST_STREAM, 0, stream, NOW);
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
      client.awaitEnd();
    }
    assertThat(ended("resets")).isEqualTo(1);
    assertThat(fixture.handled()).hasSizeBetween(50, 52);
    Awaiting.until("all over", () -> fixture.ends().size() == fixture.handled().size());
    assertServed();
  }

  @Test
  void requestsCutOffBecauseOfTheClientAreLimitedTheSame() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      for (int stream = 1; stream < 1000; stream += 2) {
        client.addRequest(
            stream, true, ":method GET :scheme http :authority a :path /".split(" ", -1));
        client.add(FrameClient.WINDOW_UPDATE, 0, stream, FrameClient.number(0));
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
      client.awaitEnd();
    }
    assertThat(ended("resets")).isEqualTo(1);
    assertThat(fixture.handled()).hasSizeBetween(50, 52);
    Awaiting.until("all over", () -> fixture.ends().size() == fixture.handled().size());
  }

  @Test
  void malformedRequestsAreLimitedTheSame() {
    try (FrameClient client = connect()) {
      for (int stream = 1; stream < 1000; stream += 2) {
        client.addRequest(stream, true, ":method GET :scheme http :path x".split(" ", -1));
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertThat(ended("resets")).isEqualTo(1);
  }

  @Test
  void moreRequestsAtOnceThanAllowedAreNotTaken() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      for (int i = 0; i < 25; i++) {
        client.addRequest(
            2 * i + 1, true, ":method GET :scheme http :authority a :path /".split(" ", -1));
      }
      client.flush();
      assertThat(client.reset(41)).isEqualTo(Http2Error.REFUSED_STREAM);
      assertThat(client.reset(49)).isEqualTo(Http2Error.REFUSED_STREAM);
      client.sync();
    }
    assertThat(fixture.handled()).hasSize(20);
  }

  @Test
  void headsInTooManyPiecesAreNotRead() {
    try (FrameClient client = connect()) {
      client.add(FrameClient.HEADERS, 0, 1, client.block(":method", "GET", ":scheme", "http"));
      for (int i = 0; i < 100; i++) {
        client.add(FrameClient.CONTINUATION, 0, 1, NOTHING);
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertThat(ended("headers")).isEqualTo(1);
    assertServed();
  }

  @Test
  void headsWithoutEndAreNotKept() {
    try (FrameClient client = connect()) {
      byte[] piece = new byte[16_384];
      client.add(FrameClient.HEADERS, 0, 1, piece);
      for (int i = 0; i < 20; i++) {
        client.add(FrameClient.CONTINUATION, 0, 1, piece);
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertThat(ended("headers")).isEqualTo(1);
    assertServed();
  }

  @Test
  void headsThatGrowWhenTheyAreDecompressedAreRefused() {
    try (FrameClient client = connect()) {
      client.get(1, "/", "x-bomb", "y".repeat(3900));
      assertThat(client.answer(1).status()).isEqualTo(200);
      byte[] begin = client.block(":method", "GET", ":scheme", "http", ":path", "/");
      byte[] bomb = java.util.Arrays.copyOf(begin, 10_000);
      // the newest entry of the table, again and again
      java.util.Arrays.fill(bomb, begin.length, bomb.length, (byte) 0xbe);
      client.send(FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 3, bomb);
      assertThat(client.answer(3).status()).isEqualTo(431);
      assertThat(client.get(5, "/").answer(5).status()).isEqualTo(200);
    }
  }

  @Test
  void windowsOfAByteAreLimited() {
    fixture.engine(
        call -> call.respond(GatewayResponse.of(200, "text/plain", "x".repeat(100_000))));
    try (FrameClient client = FrameClient.connect(fixture.port(), FrameClient.setting(4, 1))) {
      client.get(1, "/");
      client.await("a byte", f -> f.type() == FrameClient.DATA);
      for (int i = 0; i < 900; i++) {
        client.add(FrameClient.WINDOW_UPDATE, 0, 1, FrameClient.number(1));
      }
      assertThat(client.flush().goAway()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM);
    }
    assertThat(ended("windows")).isEqualTo(1);
    assertThat(fixture.nextEnd().completed()).isFalse();
  }

  @Test
  void aByteAtATimeCostsNoMoreThanItsBytes() {
    fixture.engine(call -> {});
    try (FrameClient client = connect()) {
      client.post(1, "/");
      fixture.nextCall();
      byte[] one = "x".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 60_000; i++) {
        client.add(FrameClient.DATA, 0, 1, one);
      }
      client.flush().sync();
      client.get(3, "/");
      fixture.nextCall().respond(GatewayResponse.of(200, "text/plain", "served"));
      assertThat(client.answer(3).body()).isEqualTo("served");
    }
  }
}
