package io.gatehouse.policy.headers;

import static io.gatehouse.testsupport.Outcomes.continued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.policy.headers.HeadersConfig.Changes;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersPolicyTest extends PolicyFactoryContractTest {

  private static final Changes CHANGES =
      new Changes(
          Map.of("X-Source", "gateway"), Map.of("Via", "1.1 gatehouse"), List.of("X-Debug"));

  @Override
  protected PolicyFactory<?> factory() {
    return new HeadersPolicyFactory();
  }

  @Test
  void changesTheRequestOnly() {
    Policy policy = create(Optional.of(CHANGES), Optional.empty());
    GatewayRequest request =
        RequestBuilder.get("/")
            .header("X-SOURCE", "client")
            .header("x-source", "again")
            .header("via", "1.0 proxy")
            .header("x-debug", "1")
            .build();

    GatewayRequest changed = continued(policy.onRequest(request, new FakeExchange()));
    GatewayResponse response =
        continued(policy.onResponse(GatewayResponse.of(200), new FakeExchange()));

    assertThat(changed.headers().all("x-source")).containsExactly("gateway");
    assertThat(changed.headers().all("via")).containsExactly("1.0 proxy", "1.1 gatehouse");
    assertThat(changed.headers().contains("x-debug")).isFalse();
    assertThat(response.headers().size()).isZero();
  }

  @Test
  void changesTheResponseOnly() {
    Policy policy = create(Optional.empty(), Optional.of(CHANGES));

    GatewayRequest request = continued(policy.onRequest(RequestBuilder.any(), new FakeExchange()));
    GatewayResponse changed =
        continued(policy.onResponse(GatewayResponse.of(200), new FakeExchange()));

    assertThat(request.headers().size()).isZero();
    assertThat(changed.headers().first("x-source")).contains("gateway");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length", "transfer-encoding", "CONNECTION", "Host", "upgrade", "te", "trailer",
        "keep-alive", "proxy-connection", "x y", "x:y", "", "x\r\ny", "naïve"
      })
  void refusesNamesThatAreNotItsToWrite(String name) {
    for (Changes changes :
        List.of(
            new Changes(Map.of(name, "1"), Map.of(), List.of()),
            new Changes(Map.of(), Map.of(name, "1"), List.of()),
            new Changes(Map.of(), Map.of(), List.of(name)))) {
      assertThatThrownBy(() -> create(Optional.empty(), Optional.of(changes)))
          .isInstanceOf(PolicyConfigurationException.class)
          .extracting(e -> ((PolicyConfigurationException) e).key())
          .asString()
          .startsWith("response.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nset-cookie: b", "a\nb", "a\0", " a", "a ", "\u010a", "é"})
  void refusesValuesThatCannotStandOnTheWire(String value) {
    Changes changes = new Changes(Map.of("x-a", value), Map.of(), List.of());

    assertThatThrownBy(() -> create(Optional.of(changes), Optional.empty()))
        .isInstanceOf(PolicyConfigurationException.class)
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo("request.set.x-a");
  }

  @ParameterizedTest
  @CsvSource({"x-a,X-A,x-c", "x-a,x-b,X-a", "x-a,x-b,X-B"})
  void refusesAFieldNamedTwice(String set, String add, String remove) {
    Changes changes = new Changes(Map.of(set, "1"), Map.of(add, "2"), List.of(remove));

    assertThatThrownBy(() -> create(Optional.of(changes), Optional.empty()))
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining("already");
  }

  @Test
  void refusesToDoNothing() {
    assertThatThrownBy(() -> new HeadersConfig(Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: request, response or both");
  }

  private static Policy create(Optional<Changes> request, Optional<Changes> response) {
    return new HeadersPolicyFactory()
        .create(new HeadersConfig(request, response), new TestPolicyEnvironment());
  }
}
