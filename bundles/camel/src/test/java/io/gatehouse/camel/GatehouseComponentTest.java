package io.gatehouse.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatehouseComponentTest {

  private final FakeUpstreams upstreams = new FakeUpstreams();
  private final DefaultCamelContext context =
      LightContext.create("test", GatehouseComponentTest.class.getClassLoader());

  @BeforeEach
  void start() {
    context.addComponent(GatehouseComponent.NAME, new GatehouseComponent(upstreams.calls()));
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private Exchange send(
      String uri, @org.jspecify.annotations.Nullable Object body, Map<String, Object> headers) {
    return context
        .createProducerTemplate()
        .request(
            uri,
            e -> {
              e.getMessage().setBody(body);
              e.getMessage().setHeaders(new java.util.HashMap<>(headers));
            });
  }

  @Test
  void aCallHasTheMessagesContentAndHeaders() {
    Headers headers = Headers.create();
    headers.add("x-answer", "1");
    headers.add("x-answer", "2");
    headers.add("CamelFileName", "c");
    upstreams.answer(r -> new GatewayResponse(201, headers, Body.of("created")));

    Exchange answered =
        send(
            "gatehouse:http://127.0.0.1:8081/a/b?timeout=5s&x=1%202",
            "content",
            Map.of(
                "x-ask",
                List.of("1", "2"),
                "CamelFileName",
                "secret",
                "Accept-Encoding",
                "gzip",
                "host",
                "elsewhere",
                Exchange.HTTP_RAW_QUERY,
                "not=this"));

    GatewayRequest request = upstreams.received().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/a/b?x=1+2");
    assertThat(FakeUpstreams.text(request)).isEqualTo("content");
    assertThat(request.headers().all("x-ask")).containsExactly("1", "2");
    assertThat(request.headers().size()).isEqualTo(2);
    assertThat(answered.getException()).isNull();
    assertThat(answered.getMessage().getBody(String.class)).isEqualTo("created");
    assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(201);
    assertThat(answered.getMessage().getHeader("x-answer")).isEqualTo(List.of("1", "2"));
    assertThat(answered.getMessage().getHeader("CamelFileName")).isEqualTo("secret");
  }

  @Test
  void methodAndQueryAreThoseOfTheRequestWhereTheRouteSaysNothing() {
    send(
        "gatehouse:http://127.0.0.1:8081",
        null,
        Map.of(Exchange.HTTP_METHOD, "DELETE", Exchange.HTTP_RAW_QUERY, "a=b"));
    send("gatehouse:http://127.0.0.1:8081", null, Map.of());

    assertThat(upstreams.received())
        .extracting(GatewayRequest::method)
        .containsExactly("DELETE", "GET");
    assertThat(upstreams.received().getFirst().target()).isEqualTo("/?a=b");
    assertThat(upstreams.opened()).containsExactly("http://127.0.0.1:8081");
    context.stop();
    assertThat(upstreams.closed()).containsExactly("http://127.0.0.1:8081");
  }

  @Test
  void aFailureFailsTheExchangeUnlessItIsAskedFor() {
    upstreams.answer(r -> GatewayResponse.of(503, "text/plain", "no"));

    assertThat(send("gatehouse:http://127.0.0.1:8081", null, Map.of()).getException())
        .hasMessage("http://127.0.0.1:8081 answered 503");
    Exchange answered =
        send("gatehouse:http://127.0.0.1:8081?throwExceptionOnFailure=false", null, Map.of());
    assertThat(answered.getException()).isNull();
    assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
  }

  @Test
  void whatTheClientSaysComesThrough() {
    upstreams.answer(
        r -> {
          throw new IllegalStateException("refused");
        });

    assertThat(send("gatehouse:http://127.0.0.1:8081", null, Map.of()).getException())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatehouse:orders", "gatehouse:ftp://host/x"})
  void anAddressIsOne(String uri) {
    assertThatThrownBy(() -> context.getEndpoint(uri))
        .hasStackTraceContaining("expected: gatehouse:http://host:port/path");
  }
}
