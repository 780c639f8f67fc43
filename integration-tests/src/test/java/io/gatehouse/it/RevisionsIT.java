package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.GatehouseInstance.Ran;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.SteadyLoad;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What served is listed, compared and served again, by the commands that operators type. */
class RevisionsIT {

  private static final Pattern SERVES_NOW = Pattern.compile("(?m)^ *(\\d+) .* serves now$");

  private StubUpstream upstream;
  private GatehouseInstance gateway;

  @BeforeEach
  void start() {
    upstream = StubUpstream.answering("ok");
    gateway = GatehouseInstance.named("revisions").start();
  }

  @AfterEach
  void stop() {
    try (StubUpstream _ = upstream) {
      gateway.close();
    }
  }

  private String api(String name, String mark, String policies) {
    return """
    api: %1$s
    policies: [ { headers: { response: { set: { x-mark: %2$s } } } }%3$s ]
    match: { paths: [/%1$s/**] }
    to: { upstream: u }
    upstreams: { u: { targets: [ { url: "%4$s" } ] } }
    """
        .formatted(name, mark, policies, upstream.url());
  }

  private String mark(String api) {
    return gateway.get("/" + api + "/x").first("x-mark").orElse("none");
  }

  private void dropApi(String name, String mark, String policies) {
    gateway.drop("apis/" + name + ".yaml", api(name, mark, policies));
    awaitMark(name, mark);
  }

  private void awaitMark(String api, String mark) {
    Awaiting.until(api + " serves " + mark, () -> mark(api).equals(mark));
  }

  private Ran run(int exitCode, String... words) {
    Ran ran = gateway.run(words);
    assertThat(ran.exitCode()).as(ran.output()).isEqualTo(exitCode);
    return ran;
  }

  private String newest() {
    Matcher serving = SERVES_NOW.matcher(run(0, "revisions").output());
    assertThat(serving.find()).isTrue();
    return serving.group(1);
  }

  @Test
  void aRollbackHoldsUntilTheNextEditAndOverARestart() {
    dropApi("orders", "one", "");
    dropApi("users", "first", "");
    String good = newest();
    dropApi("orders", "two", "");
    dropApi("users", "second", "");
    dropApi("later", "new", "");

    String told = run(0, "rollback", good).output();

    assertThat(told).contains("Everything serves as in revision " + good);
    assertThat(told).contains("apis/orders.yaml", "apis/users.yaml", "apis/later.yaml");
    assertThat(mark("orders")).isEqualTo("one");
    assertThat(mark("users")).isEqualTo("first");
    assertThat(gateway.get("/later/x").status()).isEqualTo(404);
    assertThat(gateway.status().entries())
        .anyMatch(
            entry -> entry.kind().equals("revision") && entry.text().contains("rolled back to"));
    assertThat(run(0, "revisions").output()).contains("(rollback to " + good + ")");

    assertThat(gateway.stop()).isZero();
    gateway.start();
    assertThat(mark("orders")).isEqualTo("one");
    assertThat(gateway.get("/later/x").status()).isEqualTo(404);

    dropApi("users", "third", "");
    awaitMark("orders", "two");
    awaitMark("later", "new");
    assertThat(run(0, "revisions").output()).doesNotContain("until a file is edited");
  }

  @Test
  void anEditWhileTheGatewayIsDownEndsARollback() {
    dropApi("orders", "one", "");
    String good = newest();
    dropApi("orders", "two", "");
    run(0, "rollback", good);
    assertThat(gateway.stop()).isZero();

    gateway.drop("apis/orders.yaml", api("orders", "three", ""));
    gateway.start();

    assertThat(mark("orders")).isEqualTo("three");
  }

  @Test
  void applyEndsARollback() {
    dropApi("orders", "one", "");
    String good = newest();
    dropApi("orders", "two", "");
    run(0, "rollback", good);

    assertThat(run(0, "apply").output()).contains("The rollback is over");

    awaitMark("orders", "two");
    assertThat(run(0, "apply").output()).contains("There was no rollback");
  }

  @Test
  void diffShowsWhatLiesThereAndDoesNotServe() {
    dropApi("orders", "one", "");
    String good = newest();
    assertThat(run(0, "diff").output()).contains("are the same");
    gateway.drop("apis/orders.yaml", api("orders", "two", ", { nosuch: {} }"));
    Awaiting.until("it is refused", () -> gateway.errorBeside("apis/orders.yaml").isPresent());

    assertThat(run(0, "diff").output())
        .contains("--- apis/orders.yaml\trevision " + good)
        .contains("+++ apis/orders.yaml\tin the folders")
        .contains("-policies: [ { headers: { response: { set: { x-mark: one } } } } ]")
        .contains("{ nosuch: {} }");

    dropApi("orders", "three", "");
    assertThat(run(0, "diff", good).output()).contains("x-mark: one", "+", "x-mark: three");
    assertThat(run(0, "diff", good, newest()).output()).contains("x-mark: three");
  }

  @Test
  void whatIsAskedWronglyIsTold() {
    dropApi("orders", "one", "");

    assertThat(run(1, "rollback", "4711").output()).contains("There is no revision 4711", "kept");
    assertThat(run(2, "diff", "4711").output()).contains("There is no revision 4711");
    assertThat(run(2, "rollback", "x").output()).contains("REV");
    assertThat(mark("orders")).isEqualTo("one");
  }

  /** A revision is the whole set: script, bundle and definition fit each other only together. */
  @Test
  void scriptsAndBundlesGoBackWithTheDefinitionsAndNoRequestIsLost() {
    PolicyBundles bundles = new PolicyBundles(Distribution.ofThisBuild());
    gateway.drop("policies/lib/shared.js", "export const shared = 'then';\n");
    gateway.drop("policies/tag.js", script("old", "first"));
    gateway.drop("deploy/stamp.jar", bundles.good("1.0.0"));
    dropApi("orders", "one", ", { tag: { first: a } }, { stamp: {} }");
    String good = newest();

    gateway.drop("policies/lib/shared.js", "export const shared = 'now';\n");
    gateway.drop("policies/tag.js", script("new", "second"));
    gateway.drop(
        "apis/orders.yaml", api("orders", "two", ", { tag: { second: b } }, { stamp: {} }"));
    awaitMark("orders", "two");
    gateway.drop("deploy/stamp.jar", bundles.good("2.0.0"));
    Awaiting.until("2.0.0 serves", Duration.ofSeconds(30), () -> field("x-stamp").equals("2.0.0"));
    String worse = newest();

    try (SteadyLoad load = load()) {
      run(0, "rollback", good);
      assertThat(mark("orders")).isEqualTo("one");
      assertThat(field("x-tag")).isEqualTo("old:a:then");
      assertThat(field("x-stamp")).isEqualTo("1.0.0");

      run(0, "rollback", worse);
      assertThat(mark("orders")).isEqualTo("two");
      assertThat(field("x-tag")).isEqualTo("new:b:now");
      assertThat(field("x-stamp")).isEqualTo("2.0.0");
      assertThat(load.counts().failed()).as(load.counts().failures().toString()).isZero();
      assertThat(load.counts().good()).isPositive();
    }
  }

  private SteadyLoad load() {
    return SteadyLoad.start(
        List.of(
            new SteadyLoad.Ask(
                gateway::connect,
                "GET /orders/x HTTP/1.1\r\nHost: it.test\r\n\r\n",
                response ->
                    response.status() == 200
                        ? new SteadyLoad.Verdict.Good("200")
                        : new SteadyLoad.Verdict.Bad(response.statusLine()))),
        1_000_000);
  }

  private String field(String name) {
    return gateway.get("/orders/x").first(name).orElse("none");
  }

  private static String script(String tag, String key) {
    return """
    import { shared } from "./lib/shared.js";
    export const meta = { config: { type: "object", required: ["%2$s"],
        properties: { %2$s: { type: "string" } }, additionalProperties: false } };
    export function onResponse(response, context) {
      response.headers.set("x-tag", `%1$s:${context.config.%2$s}:${shared}`);
    }
    """
        .formatted(tag, key);
  }
}
