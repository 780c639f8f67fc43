package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.extension.Extension;
import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.identity.ApiConsumer;
import io.gatehouse.api.policy.Condition;
import io.gatehouse.api.policy.Condition.Decision;
import io.gatehouse.api.policy.ConditionFactory;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

  @TempDir static Path base;
  private static ScriptWorkshop workshop;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true                                              | true",
        "request.method === 'POST'                         | false",
        "request.method === 'GET' && request.path.startsWith('/orders') | true",
        "request.headers.get('x-tier') === 'gold'          | true",
        "/^Mozilla/.test(request.headers.get('user-agent') ?? '') | false",
        "new URL(request.url).searchParams.has('full')     | true",
        "context.consumer.groups.includes('partners')      | true",
        "context.params.id === '42'                        | true",
        "context.client.ip === '192.0.2.1'                 | true",
        "0                                                 | false",
        "''                                                | false",
        "undefined                                         | false",
        "request.headers.get('x-none')                     | false",
        "[]                                                | true",
        "true // with a remark                             | true",
      })
  void decides(String expression, boolean applies) {
    assertThat(decide(expression))
        .isEqualTo(applies ? new Decision.Applies() : new Decision.Skipped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nothing.here                                  | SCRIPT_FAILED",
        "(() => { throw new Error('no') })()           | SCRIPT_FAILED",
        "(async () => true)()                          | SCRIPT_FAILED",
        "{ then() {} }                                 | SCRIPT_FAILED",
        "request.headers.set('x-a', '1') ?? true       | SCRIPT_FAILED",
        "request.headers.delete('x-tier') ?? true      | SCRIPT_FAILED",
        "(request.path = '/other')                     | SCRIPT_FAILED",
        "(request.method = 'PUT')                      | SCRIPT_FAILED",
        "request.data                                  | SCRIPT_FAILED",
        "(() => { for (;;) {} })()                     | SCRIPT_TIMEOUT",
      })
  void whatCannotBeSaidFails(String expression, String code) {
    Decision decision = decide(expression);

    assertThat(decision).isInstanceOf(Decision.Failed.class);
    assertThat(((Decision.Failed) decision).problem().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "request.method ===       | is not complete",
        "if (true) {}             | line 1, column 1",
        "a b                      | line 1, column 3",
        "import('./lib/x.js'      | is not complete",
        "await fetch('upstream://x/') | of the expression",
      })
  void whatIsNoExpressionIsRefused(String expression, String place) {
    assertThatThrownBy(() -> condition(expression).close())
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining(place)
        .hasMessageEndingWith("(expected: a JavaScript expression over request and context)");
  }

  @Test
  void equalExpressionsShareWhatTheyNeed() {
    Condition first = condition("request.method === 'DELETE'");
    Condition second = condition("request.method === 'DELETE'");
    first.close();

    assertThat(decide(second)).isEqualTo(new Decision.Skipped());
    second.close();
    assertThat(decide("request.method === 'DELETE'")).isEqualTo(new Decision.Skipped());
  }

  @Test
  void aPolicyFileExportsNoCondition() {
    workshop.save("probe.js", "export function when() { return true; }");

    assertThat(workshop.folders().findings().toString()).contains("unknown export 'when'");
    workshop.save("probe.js", "export function onRequest() {}");
  }

  private static Decision decide(String expression) {
    Condition condition = condition(expression);
    try {
      return decide(condition);
    } finally {
      condition.close();
    }
  }

  private static Decision decide(Condition condition) {
    GatewayRequest request =
        RequestBuilder.get("/orders/42?full=1").header("x-tier", "gold").build();
    return condition.decide(
        request,
        workshop
            .exchange()
            .withPathParameter("id", "42")
            .withConsumer(new ApiConsumer("acme", List.of("partners"), Map.of())));
  }

  private static Condition condition(String expression) {
    if (workshop.registry().extension("when")
        instanceof Extension.OfConditions(ConditionFactory factory)) {
      return factory.create(expression, new TestPolicyEnvironment());
    }
    throw new AssertionError("no conditions");
  }
}
