package io.gatehouse.policy.fixedresponse;

import static io.gatehouse.testsupport.Outcomes.responded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedResponsePolicyTest extends PolicyFactoryContractTest {

  @Override
  protected PolicyFactory<?> factory() {
    return new FixedResponsePolicyFactory();
  }

  @Test
  void answersAsConfigured() {
    GatewayResponse response =
        answer(
            new FixedResponseConfig(
                503,
                Optional.of("application/json"),
                Optional.of("{\"état\":\"fermé\"}"),
                Map.of("Retry-After", "120")));

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().all("content-type")).containsExactly("application/json");
    assertThat(response.headers().first("retry-after")).contains("120");
    assertThat(response.body())
        .isInstanceOfSatisfying(
            Body.Buffered.class,
            body ->
                assertThat(new String(body.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"état\":\"fermé\"}"));
  }

  @Test
  void aBodyIsPlainTextUnlessItSaysOtherwise() {
    GatewayResponse response =
        answer(new FixedResponseConfig(200, Optional.empty(), Optional.of("pong"), Map.of()));

    assertThat(response.headers().first("content-type")).contains("text/plain; charset=utf-8");
  }

  @Test
  void needsNothing() {
    GatewayResponse response =
        answer(new FixedResponseConfig(204, Optional.empty(), Optional.empty(), Map.of()));

    assertThat(response.headers().size()).isZero();
    assertThat(response.body()).isEqualTo(Body.empty());
  }

  @Test
  void everyAnswerHasHeadersOfItsOwn() {
    Policy policy =
        create(
            new FixedResponseConfig(200, Optional.empty(), Optional.empty(), Map.of("x-a", "1")));

    responded(policy.onRequest(RequestBuilder.any(), new FakeExchange()))
        .headers()
        .set("x-a", "changed");

    assertThat(
            responded(policy.onRequest(RequestBuilder.any(), new FakeExchange()))
                .headers()
                .first("x-a"))
        .contains("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 101, 199, 600, -1})
  void refusesStatusesThatEndNoExchange(int status) {
    assertThatThrownBy(
            () -> new FixedResponseConfig(status, Optional.empty(), Optional.empty(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("status: " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void refusesABodyWhereThereIsNone(int status) {
    assertThatThrownBy(
            () -> new FixedResponseConfig(status, Optional.empty(), Optional.of(""), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("body:");
  }

  @ParameterizedTest
  @CsvSource({
    "content-length, 5",
    "Transfer-Encoding, chunked",
    "connection, close",
    "Content-Type, text/html",
    "x y, 1",
    "x-a, 'a\r\nb: c'",
    "x-a, ''",
    "x-a, é",
  })
  void refusesHeadersThatCannotOrMustNotBeSent(String name, String value) {
    assertThatThrownBy(
            () ->
                create(
                    new FixedResponseConfig(
                        200, Optional.empty(), Optional.empty(), Map.of(name, value))))
        .isInstanceOf(PolicyConfigurationException.class)
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo("headers." + name);
  }

  private static GatewayResponse answer(FixedResponseConfig config) {
    return responded(create(config).onRequest(RequestBuilder.any(), new FakeExchange()));
  }

  private static Policy create(FixedResponseConfig config) {
    return new FixedResponsePolicyFactory().create(config, new TestPolicyEnvironment());
  }
}
