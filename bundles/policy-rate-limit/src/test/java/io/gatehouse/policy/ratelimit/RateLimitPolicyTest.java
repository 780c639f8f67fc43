package io.gatehouse.policy.ratelimit;

import static io.gatehouse.testsupport.Outcomes.continued;
import static io.gatehouse.testsupport.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Headers;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.policy.ratelimit.RateLimitConfig.By;
import io.gatehouse.testsupport.FakeCounterStore;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitPolicyTest extends PolicyFactoryContractTest {

  private final FakeCounterStore counters = new FakeCounterStore();

  @Override
  protected PolicyFactory<?> factory() {
    return new RateLimitPolicyFactory();
  }

  @Test
  void letsTheLimitPassAndRefusesTheNext() {
    Policy policy = create(2, By.CLIENT);

    continued(policy.onRequest(RequestBuilder.any(), new FakeExchange()));
    continued(policy.onRequest(RequestBuilder.any(), new FakeExchange()));
    Problem problem = failed(policy.onRequest(RequestBuilder.any(), new FakeExchange()));

    assertThat(problem.status()).isEqualTo(429);
    assertThat(problem.code()).isEqualTo("RATE_LIMITED");
    assertThat(problem.origin()).isEqualTo(FailureOrigin.CLIENT);
    assertThat(problem.headers())
        .containsOnly(
            Map.entry("retry-after", "30"),
            Map.entry("ratelimit-policy", "\"client-60s\";q=2;w=60"),
            Map.entry("ratelimit", "\"client-60s\";r=0;t=60"),
            Map.entry("ratelimit-limit", "2"),
            Map.entry("ratelimit-remaining", "0"),
            Map.entry("ratelimit-reset", "60"));
  }

  @Test
  void tellsWhatIsLeft() {
    Policy policy = create(10, By.CLIENT);
    FakeExchange exchange = new FakeExchange();

    continued(policy.onRequest(RequestBuilder.any(), exchange));
    Headers headers = continued(policy.onResponse(GatewayResponse.of(200), exchange)).headers();

    assertThat(headers.all("ratelimit-policy")).containsExactly("\"client-60s\";q=10;w=60");
    assertThat(headers.all("ratelimit")).containsExactly("\"client-60s\";r=9;t=60");
    assertThat(headers.all("ratelimit-limit")).containsExactly("10");
    assertThat(headers.all("ratelimit-remaining")).containsExactly("9");
    assertThat(headers.all("ratelimit-reset")).containsExactly("60");
    assertThat(headers.contains("retry-after")).isFalse();
  }

  @Test
  void twoLimitsTellOfBoth() {
    Policy outer = create(100, By.API);
    Policy inner = create(10, By.CLIENT);
    FakeExchange exchange = new FakeExchange();

    continued(outer.onRequest(RequestBuilder.any(), exchange));
    continued(inner.onRequest(RequestBuilder.any(), exchange));
    GatewayResponse answered = continued(inner.onResponse(GatewayResponse.of(200), exchange));
    Headers headers = continued(outer.onResponse(answered, exchange)).headers();

    assertThat(headers.all("ratelimit"))
        .containsExactly("\"client-60s\";r=9;t=60", "\"api-60s\";r=99;t=60");
    assertThat(headers.all("ratelimit-limit")).containsExactly("100");
  }

  @Test
  void theConsumerCountsWhereThereIsOneAndTheAddressElsewhere() {
    Policy policy = create(1, By.CONSUMER);
    ApiConsumer shop = new ApiConsumer("shop", List.of(), Map.of());

    continued(policy.onRequest(RequestBuilder.any(), new FakeExchange().withConsumer(shop)));
    continued(policy.onRequest(RequestBuilder.any(), new FakeExchange()));
    failed(
        policy.onRequest(
            RequestBuilder.any(),
            new FakeExchange().withClient("198.51.100.9").withConsumer(shop)));

    assertThat(counters.keys())
        .containsExactly(
            "orders/rate-limit|consumer|60|=shop",
            "orders/rate-limit|consumer|60|@192.0.2.1",
            "orders/rate-limit|consumer|60|=shop");
  }

  @ParameterizedTest
  @CsvSource({
    "API, orders/rate-limit|api|60|=orders",
    "ROUTE, orders/rate-limit|route|60|=orders/get-order",
    "CLIENT, orders/rate-limit|client|60|@192.0.2.1",
  })
  void countsByWhatIsConfigured(By by, String key) {
    continued(create(1, by).onRequest(RequestBuilder.any(), new FakeExchange()));

    assertThat(counters.keys()).containsExactly(key);
  }

  @Test
  void countsByAHeaderAndByTheAddressWithoutIt() {
    Policy policy =
        create(new RateLimitConfig(9, Duration.ofSeconds(60), By.HEADER, Optional.of("X-Tenant")));

    for (GatewayRequest request :
        List.of(
            RequestBuilder.get("/").header("x-tenant", "a").build(),
            RequestBuilder.get("/").header("x-tenant", "a").header("x-tenant", "b").build(),
            RequestBuilder.get("/").header("x-tenant", "").build(),
            RequestBuilder.any())) {
      continued(policy.onRequest(request, new FakeExchange()));
    }

    assertThat(counters.keys())
        .containsExactly(
            "orders/rate-limit|header:x-tenant|60|=a",
            "orders/rate-limit|header:x-tenant|60|=a,b",
            "orders/rate-limit|header:x-tenant|60|=",
            "orders/rate-limit|header:x-tenant|60|@192.0.2.1");
  }

  @Test
  void keysStayShortWhateverAClientSends() {
    Policy policy =
        create(new RateLimitConfig(9, Duration.ofSeconds(60), By.HEADER, Optional.of("x-tenant")));

    for (String tail : List.of("a", "b")) {
      continued(
          policy.onRequest(
              RequestBuilder.get("/").header("x-tenant", "t".repeat(5_000) + tail).build(),
              new FakeExchange()));
    }

    assertThat(counters.keys()).doesNotHaveDuplicates().allMatch(key -> key.length() < 128);
  }

  @Test
  void aShortAndALongLimitInOnePlaceDoNotTakeFromOneAnother() {
    Policy aSecond =
        create(new RateLimitConfig(1, Duration.ofSeconds(1), By.CLIENT, Optional.empty()));
    Policy anHour =
        create(new RateLimitConfig(1, Duration.ofHours(1), By.CLIENT, Optional.empty()));
    FakeExchange exchange = new FakeExchange();

    continued(aSecond.onRequest(RequestBuilder.any(), exchange));
    continued(anHour.onRequest(RequestBuilder.any(), exchange));

    assertThat(counters.keys()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:DB8:1:2::ffff, 2001:db8:1:2::/64",
    "2001:db8:1:3::1, 2001:db8:1:3::/64",
    "fe80::1%eth0, fe80:0:0:0::/64",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::1, 0:0:0:0::/64",
    "not:an:address, not:an:address",
  })
  void aSiteSharesOneAllowance(String address, String site) {
    assertThat(ClientAddress.site(address)).isEqualTo(site);
  }

  @Test
  void waitsForAStoreThatAnswersLater() {
    counters.answeringLater();
    Policy policy = create(1, By.CLIENT);

    PolicyResult<GatewayRequest> first = policy.onRequest(RequestBuilder.any(), new FakeExchange());
    PolicyResult<GatewayRequest> second =
        policy.onRequest(RequestBuilder.any(), new FakeExchange());
    assertThat(first).isInstanceOf(PolicyResult.Await.class);
    counters.answer();

    continued(first);
    assertThat(failed(second).code()).isEqualTo("RATE_LIMITED");
  }

  @Test
  void refusesWhatCannotBeCounted() {
    counters.failing();

    Problem problem =
        failed(create(1, By.CLIENT).onRequest(RequestBuilder.any(), new FakeExchange()));

    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.code()).isEqualTo("RATE_LIMIT_UNAVAILABLE");
    assertThat(problem.origin()).isEqualTo(FailureOrigin.GATEWAY);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_000_000_001L})
  void refusesWhatIsNoLimit(long limit) {
    assertThatThrownBy(
            () -> new RateLimitConfig(limit, Duration.ofSeconds(1), By.CLIENT, Optional.empty()))
        .hasMessageStartingWith("limit: " + limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.999S", "PT1.5S", "PT-1S", "PT24H1S"})
  void refusesWhatIsNoWindow(Duration window) {
    assertThatThrownBy(() -> new RateLimitConfig(1, window, By.CLIENT, Optional.empty()))
        .hasMessageStartingWith("window:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x_tenant", "X-Consumer-Id"})
  void takesAHeaderThatOnlyAPolicyBeforeItCanSet(String header) {
    assertThat(
            new RateLimitConfig(1, Duration.ofSeconds(1), By.HEADER, Optional.of(header)).header())
        .contains(header);
  }

  @Test
  void refusesHeadersThatDoNotFit() {
    Duration window = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new RateLimitConfig(1, window, By.HEADER, Optional.empty()))
        .hasMessageStartingWith("header:");
    assertThatThrownBy(() -> new RateLimitConfig(1, window, By.CLIENT, Optional.of("x-a")))
        .hasMessageStartingWith("header:");
    assertThatThrownBy(() -> new RateLimitConfig(1, window, By.HEADER, Optional.of("x a")))
        .hasMessageStartingWith("header:");
  }

  private Policy create(long limit, By by) {
    return create(new RateLimitConfig(limit, Duration.ofSeconds(60), by, Optional.empty()));
  }

  private Policy create(RateLimitConfig config) {
    return new RateLimitPolicyFactory()
        .create(
            config,
            new TestPolicyEnvironment().withScope("orders/rate-limit").withCounters(counters));
  }
}
