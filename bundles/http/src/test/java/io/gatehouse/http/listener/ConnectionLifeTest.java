package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ByteSize;
import io.gatehouse.api.definition.ListenerDefinition.Limits;
import io.gatehouse.api.definition.ListenerDefinition.Timeouts;
import io.gatehouse.api.exchange.Client;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Awaiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long connections live, how many there are, whom they believe, and how they are drained. */
class ConnectionLifeTest {

  private static final String GET = "GET /x HTTP/1.1⏎Host: a⏎⏎".replace("⏎", "\r\n");
  private static final String POST =
      "POST /x HTTP/1.1⏎Host: a⏎Content-Length: 10⏎⏎hello".replace("⏎", "\r\n");

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(60);

  private ListenerFixture fixture = new ListenerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void open(Limits limits, Timeouts timeouts, String... trusted) {
    fixture.close();
    fixture = ListenerFixture.opened(limits, timeouts, trusted);
  }

  private static Timeouts header(Duration header) {
    return new Timeouts(header, LONG, LONG);
  }

  @Test
  void slowHeadsAreAnsweredAndClosed() {
    open(ListenerFixture.LIMITS, header(SHORT));
    long start = System.nanoTime();
    try (WireClient client = fixture.connect()) {
      client.send(GET).read();
      client.send("GET /x HT");
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SHORT, SHORT.multipliedBy(20));
    assertThat(fixture.refused()).singleElement().matches(p -> p.code().equals("REQUEST_TIMEOUT"));
  }

  @Test
  void dripsDoNotProlongAHead() {
    open(ListenerFixture.LIMITS, header(Duration.ofSeconds(1)));
    try (WireClient client = fixture.connect()) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n");
      Thread drips =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 10_000; i++) {
                        client.send("X");
                        Thread.sleep(20);
                      }
                    } catch (InterruptedException | RuntimeException _) {
                      // closed, as it must be
                    }
                  });
      assertThat(client.read().status()).isEqualTo(408);
      drips.interrupt();
    }
  }

  @Test
  void slowContentFailsTheCall() {
    open(ListenerFixture.LIMITS, new Timeouts(LONG, SHORT, LONG));
    fixture.engine(new BodyEcho());
    try (WireClient client = fixture.connect()) {
      client.send(POST);
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void contentThatNobodyWantsYetIsNotLate() {
    open(ListenerFixture.LIMITS, new Timeouts(LONG, SHORT, LONG));
    fixture.engine(call -> call.eventLoop().schedule(() -> answer(call), SHORT.multipliedBy(3)));
    try (WireClient client = fixture.connect()) {
      client.send(POST + "world");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static void answer(ClientCall call) {
    call.respond(GatewayResponse.of(200));
  }

  @Test
  void idleConnectionsAreClosedWithoutAWord() {
    open(ListenerFixture.LIMITS, new Timeouts(LONG, LONG, SHORT));
    try (WireClient silent = fixture.connect();
        WireClient client = fixture.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      assertThat(client.readToEnd()).isEmpty();
      assertThat(silent.readToEnd()).isEmpty();
    }
    assertThat(fixture.refused()).isEmpty();
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() {
    open(ListenerFixture.LIMITS, new Timeouts(LONG, LONG, SHORT));
    fixture.engine(
        call ->
            call.respond(new GatewayResponse(200, Headers.create(), Body.of(new byte[64 << 20]))));
    try (WireClient client = fixture.connect()) {
      client.send(GET);
      assertThat(fixture.nextEnd().completed()).isFalse();
    }
  }

  @Test
  void aLongWaitForTheEngineIsNoReasonToClose() {
    open(ListenerFixture.LIMITS, new Timeouts(SHORT, SHORT, SHORT));
    fixture.engine(call -> call.eventLoop().schedule(() -> answer(call), SHORT.multipliedBy(4)));
    try (WireClient client = fixture.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
    }
  }

  @Test
  void manyIdleConnectionsDoNotDisturb() throws IOException {
    open(new Limits(new ByteSize(2048), new ByteSize(8192), 50, 2000), ListenerFixture.GENEROUS);
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), fixture.port()));
      }
      try (WireClient client = fixture.connect()) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
      }
      Awaiting.until(
          "only the idle ones are left",
          () -> fixture.status("listener", "main").detail().contains("1000 connections"));
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    Awaiting.until(
        "all are gone",
        () -> fixture.status("listener", "main").detail().contains(" 0 connections"));
  }

  @Test
  void beyondTheCapNewConnectionsAreClosed() {
    open(new Limits(new ByteSize(2048), new ByteSize(8192), 50, 1), ListenerFixture.GENEROUS);
    try (WireClient first = fixture.connect()) {
      assertThat(first.send(GET).read().status()).isEqualTo(200);
      try (WireClient second = fixture.connect()) {
        assertThat(second.readToEnd()).isIn("", "<reset>");
      }
      assertThat(first.send(GET).read().status()).isEqualTo(200);
    }
    Awaiting.until(
        "the first is gone",
        () -> fixture.status("listener", "main").detail().contains(" 0 connections"));
    try (WireClient third = fixture.connect()) {
      assertThat(third.send(GET).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                       | 127.0.0.1",
        "9.9.9.9                | 9.9.9.9",
        "1.1.1.1, 9.9.9.9       | 9.9.9.9",
        "9.9.9.9, 10.0.0.1      | 9.9.9.9",
        "9.9.9.9:4711, 10.0.0.1 | 9.9.9.9",
        "10.0.0.2, 10.0.0.1     | 10.0.0.2",
        "garbage                | 127.0.0.1",
        "9.9.9.9, garbage       | 127.0.0.1",
        "8.8.8.8, garbage, 10.0.0.1 | 10.0.0.1",
        "[2001:db8::1]:80       | 2001:db8::1",
        "::ffff:9.9.9.9         | 9.9.9.9",
        "fe80::1%eth0           | 127.0.0.1",
        "9.9.9.9,               | 127.0.0.1",
      })
  void theClientIsTheNearestThatIsNotTrusted(String chain, String expected) {
    open(ListenerFixture.LIMITS, ListenerFixture.GENEROUS, "127.0.0.0/8", "10.0.0.0/8");
    String field = chain == null ? "" : "X-Forwarded-For: " + chain + "\r\n";
    try (WireClient client = fixture.connect()) {
      client.send(GET.replace("Host", field + "X-Forwarded-Proto: https\r\nX-Real-IP: 1\r\nHost"));
      client.read();
    }
    ClientCall call = fixture.nextCall();
    Client client = call.client();
    Headers headers = call.request().headers();
    assertThat(client.address()).isEqualTo(expected);
    assertThat(headers.all("x-forwarded-for"))
        .containsExactly(chain == null ? "127.0.0.1" : chain + ", 127.0.0.1");
    assertThat(headers.all("x-forwarded-proto")).containsExactly("https");
    assertThat(headers.contains("x-real-ip")).isTrue();
  }

  @Test
  void drainingFinishesWhatIsUnderWayAndClosesTheRest() throws Exception {
    open(ListenerFixture.LIMITS, ListenerFixture.GENEROUS);
    fixture.engine(call -> {});
    int port = fixture.port();
    try (WireClient idle = fixture.connect();
        WireClient busy = fixture.connect()) {
      busy.send(GET);
      ClientCall call = fixture.nextCall();
      Thread drain =
          Thread.ofPlatform().start(() -> fixture.listeners().drain(Duration.ofSeconds(20)));

      assertThat(idle.readToEnd()).isEmpty();
      call.eventLoop().execute(() -> answer(call));
      WireClient.Response answer = busy.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(busy.readToEnd()).isEmpty();
      drain.join(Duration.ofSeconds(20));
      assertThat(drain.isAlive()).isFalse();
    }
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void drainingEndsAtItsDeadline() {
    open(ListenerFixture.LIMITS, ListenerFixture.GENEROUS);
    fixture.engine(call -> {});
    try (WireClient busy = fixture.connect()) {
      busy.send(GET);
      fixture.nextCall();
      fixture.listeners().drain(Duration.ofMillis(200));
      assertThat(busy.readToEnd()).isEmpty();
      assertThat(fixture.nextEnd().completed()).isFalse();
    }
  }

  @Test
  void aListenerThatCannotOpenDoesNotKeepOthersFromOpening() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fixture
          .listeners()
          .open(
              List.of(
                  ListenerFixture.definition(
                      "taken",
                      taken.getLocalPort(),
                      Optional.empty(),
                      ListenerFixture.LIMITS,
                      ListenerFixture.GENEROUS),
                  ListenerFixture.definition(
                      "odd",
                      0,
                      Optional.empty(),
                      ListenerFixture.LIMITS,
                      ListenerFixture.GENEROUS,
                      "10.0.0.0/33"),
                  ListenerFixture.definition(
                      "main",
                      0,
                      Optional.empty(),
                      ListenerFixture.LIMITS,
                      ListenerFixture.GENEROUS)));
      assertThat(fixture.status("listener", "taken").state()).isEqualTo(State.REFUSED);
      assertThat(fixture.status("listener", "taken").detail())
          .contains("127.0.0.1:" + taken.getLocalPort(), "Address already in use");
      assertThat(fixture.status("listener", "odd").detail()).contains("10.0.0.0/33");
      assertThat(fixture.status("listener", "main").state()).isEqualTo(State.SERVING);
      try (WireClient client = fixture.connect()) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
      }
    }
  }
}
