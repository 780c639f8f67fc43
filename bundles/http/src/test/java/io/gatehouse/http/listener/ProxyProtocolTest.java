package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.ListenerDefinition.Timeouts;
import io.gatehouse.api.listener.ClientCall;
import io.gatehouse.testsupport.Awaiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a PROXY protocol header, and those that should. */
class ProxyProtocolTest {

  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final Duration LONG = Duration.ofSeconds(60);

  private ListenerFixture fixture =
      ListenerFixture.behindProxies(ListenerFixture.GENEROUS, "127.0.0.0/8");

  @AfterEach
  void close() {
    fixture.close();
  }

  private long refused() {
    return fixture.meters().stream()
        .filter(meter -> meter.name().equals("gatehouse_listener_proxy_headers_refused_total"))
        .mapToLong(meter -> meter.value())
        .sum();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80|192.0.2.1",
        "PROXY TCP6 2001:db8::1 2001:db8::2 1234 80|2001:db8::1",
        "PROXY UNKNOWN|127.0.0.1",
        "PROXY UNKNOWN what ever|127.0.0.1",
      })
  void theFirstVersionNamesTheClient(String line, String client) {
    try (WireClient proxy = fixture.connect()) {
      assertThat(proxy.send(line + "\r\n" + GET).read().status()).isEqualTo(200);
      assertThat(proxy.send(GET).read().status()).isEqualTo(200);
    }
    ClientCall call = fixture.nextCall();
    assertThat(call.client().address()).isEqualTo(client);
    assertThat(call.request().headers().all("x-forwarded-for")).containsExactly(client);
  }

  @Test
  void theSecondVersionNamesTheClient() {
    String tcp4 = SIGNATURE + "!\u0011\0\u000c" + "\u00c0\0\2\1" + "\u00c0\0\2\2";
    try (WireClient proxy = fixture.connect()) {
      proxy.send(tcp4 + "\u0004\u00d2" + "\0P" + GET);
      assertThat(proxy.read().status()).isEqualTo(200);
    }
    ClientCall call = fixture.nextCall();
    assertThat(call.client().address()).isEqualTo("192.0.2.1");
    assertThat(call.client().port()).isEqualTo(1234);
  }

  @Test
  void aProxyMaySpeakForItself() {
    try (WireClient proxy = fixture.connect()) {
      proxy.send(SIGNATURE + " \0\0\0" + GET);
      assertThat(proxy.read().status()).isEqualTo(200);
    }
    assertThat(fixture.nextCall().client().address()).isEqualTo("127.0.0.1");
  }

  @Test
  void aHeaderMayComeInPieces() {
    try (WireClient proxy = fixture.connect()) {
      for (String piece : "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n".split("(?<=\\G.{5})", -1)) {
        proxy.send(piece);
      }
      assertThat(proxy.send(GET).read().status()).isEqualTo(200);
    }
    assertThat(fixture.nextCall().client().address()).isEqualTo("192.0.2.1");
  }

  @Test
  void whatAProxyForwardedForIsBelievedOfTheOneItNames() {
    try (WireClient proxy = fixture.connect()) {
      proxy.send("PROXY TCP4 10.9.9.9 192.0.2.2 1234 80\r\n");
      proxy.send("GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n").read();
    }
    assertThat(fixture.nextCall().client().address()).isEqualTo("198.51.100.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "PROXY\r\n" + GET,
        "PROXY TCP4 192.0.2.1 192.0.2.2 1234\r\n" + GET,
        "PROXY TCP4 192.0.2.256 192.0.2.2 1234 80\r\n" + GET,
        "PROXY TCP4 192.0.2.1 192.0.2.2 123456 80\r\n" + GET,
        "PROXY TCP4 ::1 ::2 1234 80\r\n" + GET,
        "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\n" + GET,
        "proxy TCP4 192.0.2.1 192.0.2.2 1234 80\r\n" + GET,
        SIGNATURE + "\u0011\u0011\0\0" + GET,
        SIGNATURE + "!\u0011\0\0" + GET,
        SIGNATURE + "/\u0011\0\u000c" + "aaaabbbbccdd" + GET,
      })
  void withoutAValidHeaderNobodyIsServed(String sent) {
    try (WireClient proxy = fixture.connect()) {
      assertThat(proxy.send(sent).sendEnd().readToEnd()).doesNotContain("HTTP");
    }
    assertThat(fixture.handled()).isEmpty();
    assertThat(fixture.refused()).isEmpty();
    Awaiting.until("counted", () -> refused() == 1);
  }

  @Test
  void aHeaderThatDoesNotComeIsNotWaitedForLong() {
    fixture.close();
    Duration moment = Duration.ofMillis(300);
    fixture = ListenerFixture.behindProxies(new Timeouts(moment, LONG, LONG), "127.0.0.1");
    try (WireClient proxy = fixture.connect()) {
      assertThat(proxy.send("PROXY TCP4 ").readToEnd()).isEmpty();
    }
    Awaiting.until("counted", () -> refused() == 1);
  }

  @Test
  void nobodyElseMayNameAClient() {
    fixture.close();
    fixture = ListenerFixture.behindProxies(ListenerFixture.GENEROUS, "10.0.0.0/8");
    try (WireClient client = fixture.connect()) {
      client.send("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n" + GET);
      assertThat(client.read().status()).isEqualTo(400);
    }
    try (WireClient client = fixture.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
    }
    assertThat(fixture.nextCall().client().address()).isEqualTo("127.0.0.1");
  }
}
