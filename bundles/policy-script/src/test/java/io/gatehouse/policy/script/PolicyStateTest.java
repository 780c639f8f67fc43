package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.api.definition.ConfigNode;
import io.gatehouse.api.definition.ConfigNode.Entry;
import io.gatehouse.api.definition.ConfigNode.Kind;
import io.gatehouse.api.definition.ConfigNode.Mapping;
import io.gatehouse.api.definition.ConfigNode.Scalar;
import io.gatehouse.api.definition.Place;
import io.gatehouse.api.http.Body;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyConfigurationException;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import io.gatehouse.testsupport.TestPolicyEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy has besides messages: a cache, counters, secrets, upstreams by name. */
class PolicyStateTest {

  private static final Place PLACE = Place.of("apis/orders.yaml");

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

  @Test
  void theCacheOutlivesAVersion() {
    workshop.save("first.js", answering("context.cache.set('a', { n: [1] }, 60)"));
    answer(workshop.policy("first"));
    workshop.save("first.js", answering("JSON.stringify(context.cache.get('a'))"));

    assertThat(answer(workshop.policy("first"))).isEqualTo("{\"n\":[1]}");

    workshop.save("second.js", answering("context.cache.get('a')"));
    assertThat(answer(workshop.policy("second"))).as("another policy's").isEqualTo("undefined");
  }

  @Test
  void whatIsInTheCacheIsACopy() {
    assertThat(
            told(
                "(() => { const o = { n: 1 }; context.cache.set('o', o, 1); o.n = 2; const c ="
                    + " context.cache.get('o'); c.n++; const n = context.cache.get('o').n;"
                    + " context.cache.delete('o'); return [n, c.n,"
                    + " context.cache.get('o')].join('|') })()"))
        .isEqualTo("1|2|");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "context.cache.set('', 1, 1)                    | 1 to 1024",
        "context.cache.set('k'.repeat(1025), 1, 1)      | 1 to 1024",
        "context.cache.set('k', 'v'.repeat(32767), 1)   | at most 32768",
        "context.cache.set('k', 1)                      | ttlSeconds",
        "context.cache.set('k', 1, 0)                   | ttlSeconds",
        "context.cache.set('k', 1, Infinity)            | ttlSeconds",
        "context.cache.set('k', () => 1, 1)             | no JSON form",
        "context.counters.add('Bad Name')               | snake_case",
        "context.counters.add('x'.repeat(51))           | snake_case",
        "context.counters.add('ok', -1)                 | 0 or more",
        "context.counters.add('ok', 0.5)                | 0 or more",
        "context.counters.add('ok', NaN)                | 0 or more",
        "context.counters.add('ok', 1, { policy: 'x' }) | neither policy nor event",
        "context.counters.add('ok', 1, { 'a\"}': 'x' }) | snake_case",
        "context.counters.add('ok', 1, { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }) | at most 5",
        "context.secrets.get('none')                    | expected: its name in meta.secrets",
        "context.secrets.get('x'.repeat(1e6))           | there is no 'xxx",
        "context.cache.set = 1                          | read only",
        "context.secrets.get = 1                        | read only",
      })
  void mistakesAreRefused(String expression, String reason) {
    assertThat(
            told("(() => { try { return " + expression + " } catch (e) { return e.message } })()"))
        .containsIgnoringCase(reason);
  }

  @Test
  void countsAreHandedOn() {
    workshop.counters().counted().clear();

    told("context.counters.add('denied', 2, { reason: 'a\\nb', vip: true })");
    told("context.counters.add('seen')");

    assertThat(workshop.counters().counted())
        .containsExactly("probe denied {reason=a b, vip=true} 2", "probe seen {} 1");
  }

  @Test
  void aSecretIsForTheScriptAlone() {
    workshop.save(
        "probe.js",
        "export const meta = { secrets: ['webhook'] };"
            + answering("context.secrets.get('webhook') + JSON.stringify(context.config)"));

    Policy policy = workshop.policy("probe", config("webhook", "s3cret"));

    assertThat(answer(policy)).isEqualTo("s3cret{\"tolerance\":\"5\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook | ''   | secrets.webhook | nothing is given",
        "webhok  | abc  | secrets.webhok  | Write 'webhook'",
        "''      | ''   | ''              | the script reads secrets",
      })
  void aUseWithoutTheSecretsIsRefused(String name, String value, String key, String reason) {
    workshop.save("probe.js", "export const meta = { secrets: ['webhook'] };" + answering("1"));

    assertThatThrownBy(() -> workshop.policy("probe", config(name, value)).close())
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((PolicyConfigurationException) e).key())
        .isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ upstreams: ['crm'] }  | crm  | the upstream 'crm', which the API does not declare",
        "{ config: { properties: { to: { type: 'string', format: 'upstream', default: 'x' } } } } |"
            + " stok | Write 'stock'",
      })
  void aUseWithoutTheUpstreamIsRefused(String meta, String upstream, String reason) {
    workshop.save("probe.js", "export const meta = " + meta + ";" + answering("1"));
    ConfigNode config = new Mapping(List.of(entry("to", upstream)), PLACE);
    TestPolicyEnvironment without =
        new TestPolicyEnvironment().withUpstream("stock", new SlowUpstream());

    assertThatThrownBy(() -> workshop.policy("probe", config, without).close())
        .isInstanceOf(PolicyConfigurationException.class)
        .hasMessageContaining(reason);
    TestPolicyEnvironment with =
        new TestPolicyEnvironment().withUpstream(upstream, new SlowUpstream());
    assertThat(answer(workshop.policy("probe", config, with))).isEqualTo("1");
    assertThat(answer(workshop.policy("probe", config, without.withApi("")))).isEqualTo("1");
  }

  private static ConfigNode config(String name, String value) {
    List<Entry> entries = new ArrayList<>(List.of(entry("tolerance", "5")));
    if (!name.isEmpty()) {
      entries.add(new Entry("secrets", PLACE, new Mapping(List.of(entry(name, value)), PLACE)));
    }
    return new Mapping(entries, PLACE);
  }

  private static Entry entry(String key, String value) {
    return new Entry(key, PLACE, new Scalar(value, value, Kind.STRING, PLACE));
  }

  private static String answering(String expression) {
    return "export function onRequest(request, context) { return new Response(String("
        + expression
        + ")); }";
  }

  private static String told(String expression) {
    return answer(workshop.script(answering(expression)));
  }

  private static String answer(Policy policy) {
    Body body =
        Outcomes.responded(policy.onRequest(RequestBuilder.any(), workshop.exchange())).body();
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
