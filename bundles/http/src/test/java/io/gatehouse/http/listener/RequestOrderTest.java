package io.gatehouse.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.listener.ClientCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several requests on one connection, and clients that leave before the answer. */
class RequestOrderTest {

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

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    int many = 3000;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < many; i++) {
      all.append(GET.replace("/x", "/" + i));
    }
    try (WireClient client = fixture.connect()) {
      Thread.ofVirtual().start(() -> client.send(all.toString()));
      for (int i = 0; i < many; i++) {
        assertThat(client.read().body()).isEqualTo("GET /" + i);
      }
    }
  }

  @Test
  void aPipelinedRequestWaitsForTheOneBefore() {
    fixture.engine(call -> {});
    try (WireClient client = fixture.connect()) {
      client.send(GET + GET.replace("/x", "/y") + GET.replace("/x", "/z")).sendEnd();
      for (String path : new String[] {"/x", "/y", "/z"}) {
        ClientCall call = fixture.nextCall();
        assertThat(call.request().path()).isEqualTo(path);
        call.respond(GatewayResponse.of(200, "text/plain", path));
        assertThat(client.read().body()).isEqualTo(path);
      }
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void nothingIsHandledBehindConnectionClose() {
    try (WireClient client = fixture.connect()) {
      client.send(GET.replace("Host: a", "Host: a\r\nConnection: close") + GET);
      assertThat(client.read().field("connection")).isEqualTo("close");
      assertThat(client.readToEnd()).isEmpty();
    }
    assertThat(fixture.handled()).hasSize(1);
  }

  @Test
  void aClientThatLeavesEndsTheCall() {
    fixture.engine(call -> {});
    try (WireClient client = fixture.connect()) {
      client.send(GET);
      fixture.nextCall();
    }
    assertThat(fixture.nextEnd()).isEqualTo(new ListenerFixture.End(false, 0, 0));
  }

  @Test
  void aClientThatClosesItsSideStillGetsAPromptAnswer() {
    fixture.engine(call -> {});
    try (WireClient client = fixture.connect()) {
      client.send(GET).sendEnd();
      fixture.nextCall().respond(GatewayResponse.of(200, "text/plain", "prompt"));
      assertThat(client.read().body()).isEqualTo("prompt");
      assertThat(client.readToEnd()).isEmpty();
    }
  }
}
