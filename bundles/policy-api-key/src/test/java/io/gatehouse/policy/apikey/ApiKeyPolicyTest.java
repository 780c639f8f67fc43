package io.gatehouse.policy.apikey;

import static io.gatehouse.testsupport.Outcomes.continued;
import static io.gatehouse.testsupport.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.policy.apikey.ApiKeyConfig.In;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyPolicyTest extends PolicyFactoryContractTest {

  private static final String KEY = "s3cret+Key/1";
  private static final String KEY_ENCODED = "s3cret%2BKey%2F1";

  private final TestPolicyEnvironment environment = new TestPolicyEnvironment();
  private final FakeExchange exchange = new FakeExchange();

  ApiKeyPolicyTest() {
    environment.consumers().with(KEY, "shop", "partners");
  }

  @Override
  protected PolicyFactory<?> factory() {
    return new ApiKeyPolicyFactory();
  }

  @Test
  void letsAConsumerInAndKeepsTheKeyFromTheUpstream() {
    GatewayRequest passed =
        continued(
            header()
                .onRequest(
                    RequestBuilder.get("/orders?a=1")
                        .header("X-API-Key", KEY)
                        .header("x-consumer-id", "admin")
                        .build(),
                    exchange));

    assertThat(exchange.consumer()).map(ApiConsumer::id).contains("shop");
    assertThat(passed.headers().contains("x-api-key")).isFalse();
    assertThat(passed.headers().all("x-consumer-id")).containsExactly("shop");
    assertThat(passed.query()).isEqualTo("a=1");
  }

  @ParameterizedTest
  @CsvSource({
    "key=" + KEY_ENCODED + "&a=%2f, a=%2f",
    "a=1&k%65y=" + KEY_ENCODED + ", a=1",
    "key=" + KEY_ENCODED + ", ''",
    "a=1&key=" + KEY_ENCODED + "&keys=2&Key=3, a=1&keys=2&Key=3",
  })
  void takesTheKeyOutOfTheQuery(String sent, String forwarded) {
    GatewayRequest passed =
        continued(query().onRequest(RequestBuilder.get("/orders?" + sent).build(), exchange));

    assertThat(exchange.consumer()).isPresent();
    assertThat(passed.query()).isEqualTo(forwarded);
  }

  @Test
  void aRefererThatHoldsTheKeyGoesToo() {
    environment.consumers().with("plain", "shop");

    GatewayRequest passed =
        continued(
            query()
                .onRequest(
                    RequestBuilder.get("/orders?key=plain")
                        .header("referer", "https://api.example.com/?key=plain")
                        .build(),
                    exchange));

    assertThat(passed.headers().contains("referer")).isFalse();
  }

  @Test
  void forwardsTheKeyWhereConfigured() {
    Policy policy = create(new ApiKeyConfig(In.HEADER, "x-api-key", true, false, List.of()));

    GatewayRequest passed =
        continued(
            policy.onRequest(RequestBuilder.get("/").header("x-api-key", KEY).build(), exchange));

    assertThat(passed.headers().first("x-api-key")).contains(KEY);
  }

  @Test
  void asksForAMissingKey() {
    Problem problem = failed(header().onRequest(RequestBuilder.any(), exchange));

    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.code()).isEqualTo("API_KEY_MISSING");
    assertThat(problem.origin()).isEqualTo(FailureOrigin.CLIENT);
    assertThat(problem.headers())
        .containsEntry("www-authenticate", "ApiKey in=\"header\", name=\"x-api-key\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "S3CRET+KEY/1",
        "s3cret+Key/1 ",
        "s3cret+Key/1,s3cret+Key/1",
        "s3cret+Key/1\u00d0\u00b0",
        "s3cret",
        "null"
      })
  void refusesWhatIsNotExactlyAKey(String key) {
    Problem problem =
        failed(
            header().onRequest(RequestBuilder.get("/").header("x-api-key", key).build(), exchange));

    assertThat(problem.status()).isEqualTo(401);
    assertThat(problem.code()).isEqualTo("API_KEY_UNKNOWN");
    assertThat(problem.detail()).doesNotContain("s3cret");
    assertThat(problem.headers()).containsKey("www-authenticate");
    assertThat(exchange.consumer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"key", "key=", "key=" + KEY_ENCODED + "%00", "key=%zz", "key=s3cret+Key/1"})
  void refusesWhatIsNotExactlyAKeyInTheQuery(String sent) {
    assertThat(failed(query().onRequest(RequestBuilder.get("/?" + sent).build(), exchange)).code())
        .isEqualTo("API_KEY_UNKNOWN");
  }

  @Test
  void refusesAnEndlessKeyUnhashed() {
    environment.consumers().with("k".repeat(2_000), "shop");

    assertThat(
            failed(
                    header()
                        .onRequest(
                            RequestBuilder.get("/").header("x-api-key", "k".repeat(2_000)).build(),
                            exchange))
                .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key=a&key=b", "key=" + KEY_ENCODED + "&%6bey=x", "key&key"})
  void refusesAKeySentTwiceInTheQuery(String sent) {
    assertThat(failed(query().onRequest(RequestBuilder.get("/?" + sent).build(), exchange)).code())
        .isEqualTo("API_KEY_AMBIGUOUS");
  }

  @Test
  void refusesAKeySentTwiceInAnyOtherWay() {
    List<GatewayRequest> requests =
        List.of(
            RequestBuilder.get("/").header("x-api-key", KEY).header("X-API-KEY", KEY).build(),
            RequestBuilder.get("/?x-api-key=" + KEY_ENCODED).header("x-api-key", KEY).build(),
            RequestBuilder.get("/?x-api-key=" + KEY_ENCODED).build());

    for (GatewayRequest request : requests) {
      Problem problem = failed(header().onRequest(request, exchange));
      assertThat(problem.status()).isEqualTo(400);
      assertThat(problem.code()).isEqualTo("API_KEY_AMBIGUOUS");
    }
    assertThat(exchange.consumer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE", "BREW"})
  void noMethodIsExempt(String method) {
    assertThat(
            failed(header().onRequest(RequestBuilder.of(method, "/").build(), exchange)).status())
        .isEqualTo(401);
  }

  @Test
  void letsOnlyMembersOfAGroupIn() {
    environment.consumers().with("other", "stranger", "public");
    Policy policy =
        create(
            new ApiKeyConfig(In.HEADER, "x-api-key", false, false, List.of("staff", "partners")));

    continued(policy.onRequest(RequestBuilder.get("/").header("x-api-key", KEY).build(), exchange));
    Problem problem =
        failed(
            policy.onRequest(
                RequestBuilder.get("/").header("x-api-key", "other").build(), exchange));

    assertThat(problem.status()).isEqualTo(403);
    assertThat(problem.code()).isEqualTo("CONSUMER_NOT_ALLOWED");
    assertThat(exchange.consumer()).map(ApiConsumer::id).contains("stranger");
  }

  @Test
  void anOptionalKeyMayBeMissingButNotWrong() {
    Policy policy = create(new ApiKeyConfig(In.HEADER, "x-api-key", false, true, List.of()));

    GatewayRequest passed =
        continued(
            policy.onRequest(
                RequestBuilder.get("/").header("x-consumer-id", "admin").build(), exchange));

    assertThat(passed.headers().contains("x-consumer-id")).isFalse();
    assertThat(exchange.consumer()).isEmpty();
    for (String wrong : List.of("wrong", "")) {
      assertThat(
              failed(
                      policy.onRequest(
                          RequestBuilder.get("/").header("x-api-key", wrong).build(), exchange))
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void refusesNamesAndCombinationsThatCannotWork() {
    for (String name : List.of("", "x y", "x\ny", "host", "cookie", "Content-Length")) {
      assertThatThrownBy(() -> new ApiKeyConfig(In.HEADER, name, false, false, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("name:");
    }
    assertThatThrownBy(() -> new ApiKeyConfig(In.HEADER, "k", false, true, List.of("a")))
        .hasMessageStartingWith("optional:");
  }

  @Test
  void refusesAHeaderThatNoClientCanSend() {
    for (String name : List.of("x_api_key", "X-Consumer-Key", "proxy", "Upgrade")) {
      assertThatThrownBy(() -> new ApiKeyConfig(In.HEADER, name, false, false, List.of()))
          .hasMessageStartingWith("name:");
    }
    assertThat(new ApiKeyConfig(In.QUERY, "api_key", false, false, List.of()).name())
        .isEqualTo("api_key");
  }

  private Policy header() {
    return create(new ApiKeyConfig(In.HEADER, "x-api-key", false, false, List.of()));
  }

  private Policy query() {
    return create(new ApiKeyConfig(In.QUERY, "key", false, false, List.of()));
  }

  private Policy create(ApiKeyConfig config) {
    return new ApiKeyPolicyFactory().create(config, environment);
  }
}
