package io.gatehouse.http.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.upstream.Upstream;
import io.gatehouse.testsupport.Awaiting;
import io.gatehouse.testsupport.RequestBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets that move: their name stays and their address changes. */
class NameChangeTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private final ScriptedNameServer names = ScriptedNameServer.start();
  private final UpstreamFixture client =
      new UpstreamFixture(new SingletonDnsServerAddressStreamProvider(names.address()));

  @AfterEach
  void close() {
    client.close();
    names.close();
  }

  private static ScriptedTarget at(String address, int port) throws Exception {
    ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName(address));
    return ScriptedTarget.on(
        server,
        "http",
        wire -> {
          while (wire.readRequest()) {
            wire.send(OK);
          }
        });
  }

  @Test
  void followsANameAndDropsIdleConnectionsToWhereItWas() throws Exception {
    try (ScriptedTarget before = at("127.0.0.1", 0);
        ScriptedTarget after = at("127.0.0.2", before.port())) {
      names.answer(1, 127, 0, 0, 1);
      Upstream upstream = client.upstream(before.url("orders.test"));
      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
      assertThat(before.connections()).isOne();

      names.answer(1, 127, 0, 0, 2);
      Awaiting.until(
          "the new address is asked",
          () ->
              client.text(upstream, RequestBuilder.any()).equals("ok") && after.connections() == 1);

      assertThat(client.idleConnections(upstream)).isOne();
      assertThat(before.connections()).isOne();
    }
  }

  @Test
  void keepsWhatItKnowsWhenNobodyAnswers() throws Exception {
    try (ScriptedTarget target =
        ScriptedTarget.playing(
            wire -> {
              wire.readRequest();
              wire.send(OK);
            })) {
      names.answer(0, 127, 0, 0, 1);
      Upstream upstream = client.upstream(target.url("orders.test"));
      client.text(upstream, RequestBuilder.any());

      names.fail();
      int askedBefore = names.queries();
      Awaiting.until(
          "asked in vain",
          () ->
              client.text(upstream, RequestBuilder.any()).equals("ok")
                  && names.queries() > askedBefore);

      Awaiting.until("closing noticed", () -> client.idleConnections(upstream) == 0);
      assertThat(client.text(upstream, RequestBuilder.any())).isEqualTo("ok");
    }
  }

  @Test
  void asksAgainAfterANameWasUnknown() throws Exception {
    try (ScriptedTarget target = at("127.0.0.1", 0)) {
      names.fail();
      Upstream upstream = client.upstream(target.url("orders.test"));
      assertThat(client.problem(upstream, RequestBuilder.any()).code())
          .isEqualTo("UPSTREAM_NAME_UNRESOLVED");

      names.answer(1, 127, 0, 0, 1);

      Awaiting.until(
          "name known",
          () ->
              client
                  .sending(upstream, RequestBuilder.any(), client.exchange())
                  .handle((response, failure) -> failure == null)
                  .toCompletableFuture()
                  .join());
    }
  }
}
