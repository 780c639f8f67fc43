package io.gatehouse.policy.rewrite;

import static io.gatehouse.testsupport.Outcomes.continued;
import static io.gatehouse.testsupport.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.http.FailureOrigin;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.api.policy.PolicyFactory;
import io.gatehouse.policy.rewrite.RewriteConfig.Query;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.PolicyFactoryContractTest;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewritePolicyTest extends PolicyFactoryContractTest {

  private static final Query NO_QUERY = new Query(Map.of(), Map.of(), List.of());

  @Override
  protected PolicyFactory<?> factory() {
    return new RewritePolicyFactory();
  }

  @ParameterizedTest
  @CsvSource({
    // strip, add, asked for, sent
    "/api, /v2, /api/orders, /v2/orders",
    "/api, /v2, /api, /v2",
    "/api, /v2, /api/, /v2/",
    "/api, , /api/orders, /orders",
    "/api, , /api, /",
    "/api, , /api/, /",
    "/api, /v2, /apis/orders, /apis/orders",
    "/api, /v2, /other, /other",
    "/a/b, , /a/b/c%2Fd, /c%2Fd",
    ", /v2, /orders, /v2/orders",
    ", /v2, /, /v2/",
  })
  void exchangesPrefixesInWholeSegments(
      @Nullable String strip, @Nullable String add, String asked, String sent) {
    Policy policy =
        create(
            new RewriteConfig(
                Optional.ofNullable(strip),
                Optional.ofNullable(add),
                Optional.empty(),
                Optional.empty()));

    assertThat(target(policy, asked + "?q=%2F", new FakeExchange())).isEqualTo(sent + "?q=%2F");
  }

  @ParameterizedTest
  @CsvSource({
    "42, /internal/42/lines",
    "a b, /internal/a%20b/lines",
    "a/b, /internal/a%2Fb/lines",
    "ä€, /internal/%C3%A4%E2%82%AC/lines",
    "a?x=1#f, /internal/a%3Fx%3D1%23f/lines",
    "a;b, /internal/a%3Bb/lines",
    "..., /internal/.../lines",
  })
  void encodesParametersSoThatTheyStayInTheirSegment(String value, String sent) {
    assertThat(
            target(
                template("/internal/{id}/lines"),
                "/orders/x",
                new FakeExchange().withPathParameter("id", value)))
        .isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "",
        "a\r\nX-Evil: 1",
        "a\0",
        "../../admin",
        "%2e%2e",
        "a/../b",
        "..\\admin",
        "a/..",
        "\u007f"
      })
  void refusesParametersThatWouldLeadElsewhere(String value) {
    Problem problem =
        failed(
            template("/internal/{id}")
                .onRequest(
                    RequestBuilder.any(), new FakeExchange().withPathParameter("id", value)));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.code()).isEqualTo("PATH_PARAMETER_UNFIT");
    assertThat(problem.origin()).isEqualTo(FailureOrigin.CLIENT);
  }

  @Test
  void refusesDotsThatOnlyTheTemplateMakesASegment() {
    Problem problem =
        failed(
            template("/a/.{id}")
                .onRequest(RequestBuilder.any(), new FakeExchange().withPathParameter("id", ".")));

    assertThat(problem.status()).isEqualTo(400);
  }

  @Test
  void aParameterTheRouteDoesNotBindIsADefectOfTheDefinition() {
    assertThatThrownBy(
            () -> template("/a/{nope}").onRequest(RequestBuilder.any(), new FakeExchange()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'nope'");
  }

  @ParameterizedTest
  @CsvSource({
    // asked for, sent
    "a=1&debug=1&b=2, a=1&b=2&v=2&x%20y=%26",
    "deb%75g=1&a, a&v=2&x%20y=%26",
    "v=1&v=9&%76=3, v=2&x%20y=%26",
    "'', v=2&x%20y=%26",
    "a=%zz&+=1, a=%zz&+=1&v=2&x%20y=%26",
  })
  void changesTheQueryAndLeavesTheRestByteForByte(String asked, String sent) {
    Policy policy =
        create(
            new RewriteConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                    new Query(Map.of("v", "2"), Map.of("x y", "&"), List.of("debug", "absent")))));

    assertThat(target(policy, "/orders?" + asked, new FakeExchange())).isEqualTo("/orders?" + sent);
  }

  @Test
  void leavesTheAsteriskOfOptionsAlone() {
    assertThat(
            continued(
                    template("/x")
                        .onRequest(RequestBuilder.of("OPTIONS", "*").build(), new FakeExchange()))
                .path())
        .isEqualTo("*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "internal",
        "",
        "/a//b",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a b",
        "/a?b=1",
        "/a#b",
        "/a/{id",
        "/a/{**}",
        "/a/{}",
        "/a/{i d}",
        "/a%2",
        "/a%zz",
        "/a\r\nb",
        "/ä",
        "/a\\b"
      })
  void refusesTemplatesThatAreNoPath(String template) {
    assertThatThrownBy(() -> template(template))
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining("expected")
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo("path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "/api/", "/", "//", "/a/../b", "/{id}"})
  void refusesPrefixesThatAreNotWholeSegments(String prefix) {
    RewriteConfig config =
        new RewriteConfig(
            Optional.of(prefix), Optional.empty(), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> create(config))
        .isInstanceOf(PolicyConfigurationException.class)
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo("stripPrefix");
  }

  @Test
  void refusesContradictions() {
    Optional<String> none = Optional.empty();
    assertThatThrownBy(() -> new RewriteConfig(none, none, none, Optional.empty()))
        .hasMessageContaining("nothing to do");
    assertThatThrownBy(
            () ->
                new RewriteConfig(
                    Optional.of("/a"), none, Optional.of("/b"), Optional.of(NO_QUERY)))
        .hasMessageStartingWith("path:");
    for (Query query :
        List.of(
            new Query(Map.of("a", "1"), Map.of(), List.of("a")),
            new Query(Map.of("a", "1"), Map.of("a", "2"), List.of()))) {
      assertThatThrownBy(() -> create(new RewriteConfig(none, none, none, Optional.of(query))))
          .isInstanceOf(PolicyConfigurationException.class);
    }
  }

  private static String target(Policy policy, String asked, FakeExchange exchange) {
    return continued(policy.onRequest(RequestBuilder.get(asked).build(), exchange)).target();
  }

  private static Policy template(String path) {
    return create(
        new RewriteConfig(Optional.empty(), Optional.empty(), Optional.of(path), Optional.empty()));
  }

  private static Policy create(RewriteConfig config) {
    return new RewritePolicyFactory().create(config, new TestPolicyEnvironment());
  }
}
