package io.gatehouse.policy.cors;

import static io.gatehouse.testsupport.Outcomes.continued;
import static io.gatehouse.testsupport.Outcomes.failed;
import static io.gatehouse.testsupport.Outcomes.responded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest extends PolicyFactoryContractTest {

  private static final String SHOP = "https://shop.example.com";

  @Override
  protected PolicyFactory<?> factory() {
    return new CorsPolicyFactory();
  }

  @Test
  void answersAPreflightItself() {
    GatewayResponse answer =
        responded(
            strict(true)
                .onRequest(
                    preflight(SHOP, "PUT", "X-Token,content-type").build(), new FakeExchange()));

    assertThat(answer.status()).isEqualTo(204);
    Headers headers = answer.headers();
    assertThat(headers.first("access-control-allow-origin")).contains(SHOP);
    assertThat(headers.first("access-control-allow-methods")).contains("GET, PUT");
    assertThat(headers.first("access-control-allow-headers")).contains("content-type, x-token");
    assertThat(headers.first("access-control-allow-credentials")).contains("true");
    assertThat(headers.first("access-control-max-age")).contains("600");
    assertThat(headers.containsToken("vary", "origin")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example.com, GET, x-token, CORS_ORIGIN_NOT_ALLOWED",
    "null, GET, x-token, CORS_ORIGIN_NOT_ALLOWED",
    "https://shop.example.com, DELETE, x-token, CORS_METHOD_NOT_ALLOWED",
    "https://shop.example.com, get, x-token, CORS_METHOD_NOT_ALLOWED",
    "https://shop.example.com, *, x-token, CORS_METHOD_NOT_ALLOWED",
    "https://shop.example.com, GET, 'x-token,x-other', CORS_HEADER_NOT_ALLOWED",
    "https://shop.example.com, GET, *, CORS_HEADER_NOT_ALLOWED",
  })
  void refusesAPreflightThatAsksForMore(String origin, String method, String asked, String code) {
    Problem problem =
        failed(
            strict(false).onRequest(preflight(origin, method, asked).build(), new FakeExchange()));

    assertThat(problem.status()).isEqualTo(403);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.headers().keySet()).containsExactly("vary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.com.evil.com",
        "https://evilshop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com/",
        "https://shop.example.comx",
        "https://shopxexample.com",
        "http://shop.example.com",
        "https://sub.shop.example.com",
        "https://shop.example.com https://evil.com",
        "HTTPS://SHOP.EXAMPLE.COM",
        "null",
        "",
        "*"
      })
  void tellsStrangersNothing(String origin) {
    FakeExchange exchange = new FakeExchange();
    Policy policy = strict(true);

    continued(policy.onRequest(RequestBuilder.get("/").header("origin", origin).build(), exchange));
    Headers headers = continued(policy.onResponse(GatewayResponse.of(200), exchange)).headers();

    assertThat(headers.contains("access-control-allow-origin")).isFalse();
    assertThat(headers.contains("access-control-allow-credentials")).isFalse();
    assertThat(headers.all("vary")).containsExactly("Origin");
  }

  @Test
  void letsKnownOriginsReadTheResponse() {
    FakeExchange exchange = new FakeExchange();
    Policy policy = strict(true);

    continued(policy.onRequest(RequestBuilder.get("/").header("origin", SHOP).build(), exchange));
    Headers headers = continued(policy.onResponse(GatewayResponse.of(500), exchange)).headers();

    assertThat(headers.all("access-control-allow-origin")).containsExactly(SHOP);
    assertThat(headers.all("access-control-allow-credentials")).containsExactly("true");
    assertThat(headers.all("access-control-expose-headers")).containsExactly("x-total");
    assertThat(headers.contains("access-control-allow-methods")).isFalse();
  }

  @Test
  void twoOriginsAreNone() {
    FakeExchange exchange = new FakeExchange();
    Policy policy = strict(false);

    continued(
        policy.onRequest(
            RequestBuilder.get("/").header("origin", SHOP).header("origin", SHOP).build(),
            exchange));

    assertThat(
            continued(policy.onResponse(GatewayResponse.of(200), exchange))
                .headers()
                .contains("access-control-allow-origin"))
        .isFalse();
  }

  @Test
  void theUpstreamHasNoSayInIt() {
    FakeExchange exchange = new FakeExchange();
    Policy policy = strict(false);
    GatewayResponse response = GatewayResponse.of(200);
    response
        .headers()
        .set("access-control-allow-origin", "*")
        .set("access-control-allow-credentials", "true")
        .add("vary", "accept, ORIGIN");

    continued(policy.onRequest(RequestBuilder.any(), exchange));
    Headers headers = continued(policy.onResponse(response, exchange)).headers();

    assertThat(headers.contains("access-control-allow-origin")).isFalse();
    assertThat(headers.contains("access-control-allow-credentials")).isFalse();
    assertThat(headers.all("vary")).containsExactly("accept, ORIGIN");
  }

  @Test
  void aStarAllowsAllWithoutEchoingAnybody() {
    FakeExchange exchange = new FakeExchange();
    Policy policy = create(List.of("*"), List.of(), List.of("*"), false);

    continued(
        policy.onRequest(
            RequestBuilder.get("/").header("origin", "https://any.example").build(), exchange));
    GatewayResponse answer =
        responded(
            policy.onRequest(preflight("https://any.example", "POST", "x-any").build(), exchange));

    assertThat(
            continued(policy.onResponse(GatewayResponse.of(200), exchange))
                .headers()
                .all("access-control-allow-origin"))
        .containsExactly("*");
    assertThat(answer.headers().first("access-control-allow-origin")).contains("*");
    assertThat(answer.headers().first("access-control-allow-headers")).contains("*");
    assertThat(answer.headers().first("access-control-allow-methods")).contains("GET, HEAD, POST");
  }

  @Test
  void optionsWithoutTheQuestionIsAnOrdinaryRequest() {
    continued(
        strict(false)
            .onRequest(
                RequestBuilder.of("OPTIONS", "/").header("origin", SHOP).build(),
                new FakeExchange()));
    continued(
        strict(false)
            .onRequest(
                RequestBuilder.of("OPTIONS", "/")
                    .header("access-control-request-method", "GET")
                    .build(),
                new FakeExchange()));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Shop.Example.com:443, https://shop.example.com",
    "http://[2001:DB8::1]:8080, http://[2001:db8::1]:8080",
    "http://localhost:3000, http://localhost:3000",
    "null, null",
  })
  void readsOriginsInTheFormBrowsersSend(String written, String sent) {
    assertThat(AllowedOrigins.of(List.of(written)).allows(sent)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.example.com",
        "https://",
        "https://shop.example.com/",
        "https://shop.example.com/a",
        "https://*.example.com",
        "https://a@shop.example.com",
        "https://a b",
        "https://a?b",
        ""
      })
  void refusesWhatIsNoOrigin(String written) {
    assertThatThrownBy(() -> AllowedOrigins.of(List.of(SHOP, written)))
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining("expected")
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo("allowedOrigins[1]");
  }

  @Test
  void refusesUnsafeOrSenselessCombinations() {
    assertThatThrownBy(() -> create(List.of("*"), List.of(), List.of(), true))
        .hasMessageStartingWith("credentials:");
    assertThatThrownBy(() -> create(List.of(SHOP), List.of(), List.of("*"), true))
        .hasMessageStartingWith("credentials:");
    assertThatThrownBy(() -> create(List.of(), List.of(), List.of(), false))
        .hasMessageStartingWith("allowedOrigins:");
    assertThatThrownBy(() -> create(List.of("*", SHOP), List.of(), List.of(), false))
        .isInstanceOf(PolicyConfigurationException.class);
    assertThatThrownBy(() -> create(List.of(SHOP), List.of("GE T"), List.of(), false))
        .isInstanceOf(PolicyConfigurationException.class);
    assertThatThrownBy(() -> create(List.of(SHOP), List.of(), List.of("x\ny"), false))
        .isInstanceOf(PolicyConfigurationException.class);
  }

  private static RequestBuilder preflight(String origin, String method, String headers) {
    return RequestBuilder.of("OPTIONS", "/orders")
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
  }

  private static Policy strict(boolean credentials) {
    return create(
        List.of(SHOP), List.of("GET", "PUT"), List.of("X-Token", "Content-Type"), credentials);
  }

  private static Policy create(
      List<String> origins, List<String> methods, List<String> headers, boolean credentials) {
    return new CorsPolicyFactory()
        .create(
            new CorsConfig(
                origins, methods, headers, List.of("x-total"), credentials, Duration.ofMinutes(10)),
            new TestPolicyEnvironment());
  }
}
