package io.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.it.harness.Distribution;
import io.gatehouse.it.harness.GatehouseInstance;
import io.gatehouse.it.harness.PolicyBundles;
import io.gatehouse.it.harness.RawHttp;
import io.gatehouse.it.harness.RawResponse;
import io.gatehouse.it.harness.Responder;
import io.gatehouse.it.harness.StubUpstream;
import io.gatehouse.testsupport.Awaiting;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files come, change and go while requests flow. */
class HotReloadIT {

  private static final StubUpstream UPSTREAM = StubUpstream.answering("ok");
  private static PolicyBundles bundles;
  private static GatehouseInstance gateway;

  @BeforeAll
  static void start() {
    bundles = new PolicyBundles(Distribution.ofThisBuild());
    gateway = GatehouseInstance.named("hot-reload").start();
  }

  @AfterAll
  static void stop() {
    try (UPSTREAM) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    UPSTREAM.answer(Responder.text("ok"));
    UPSTREAM.forget();
  }

  private static String api(String name, String policies) {
    return """
    api: %1$s
    version: "1"
    policies: [ %2$s ]
    routes: [ { name: all, match: { paths: [/%1$s/**] }, to: { upstream: u } } ]
    upstreams: { u: { targets: [ { url: "%3$s" } ] } }
    """
        .formatted(name, policies, UPSTREAM.url());
  }

  private static String marked(String name, String mark) {
    return api(name, "{ headers: { response: { set: { x-mark: " + mark + " } } } }");
  }

  private static int status(String path) {
    return gateway.get(path).status();
  }

  private static Optional<String> field(String path, String name) {
    return gateway.get(path).first(name);
  }

  @Test
  void anApiComesChangesAndGoes() {
    assertThat(status("/comes/x")).isEqualTo(404);

    gateway.drop("apis/comes.yaml", marked("comes", "one"));
    Awaiting.until("it serves", () -> status("/comes/x") == 200);
    Awaiting.until(
        "the status says so", () -> gateway.status().state("api", "comes").equals("serving"));

    gateway.drop("apis/comes.yaml", marked("comes", "two"));
    Awaiting.until(
        "the change serves", () -> field("/comes/x", "x-mark").equals(Optional.of("two")));

    gateway.remove("apis/comes.yaml");
    Awaiting.until("it is gone", () -> status("/comes/x") == 404);
    Awaiting.until("the status says so", () -> gateway.status().find("api", "comes").isEmpty());
  }

  @Test
  void aFileWrittenInPlaceIsTakenToo() {
    gateway.overwrite("apis/inplace.yaml", marked("inplace", "one"));
    Awaiting.until("it serves", () -> status("/inplace/x") == 200);

    gateway.overwrite("apis/inplace.yaml", marked("inplace", "two"));
    Awaiting.until(
        "the change serves", () -> field("/inplace/x", "x-mark").equals(Optional.of("two")));
    gateway.remove("apis/inplace.yaml");
  }

  @Test
  void aRequestEndsOnTheVersionItBeganWith() throws InterruptedException {
    gateway.drop("apis/pinned.yaml", marked("pinned", "old"));
    Awaiting.until("it serves", () -> status("/pinned/x") == 200);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    UPSTREAM.answer(
        (request, wire) -> {
          if (request.target().equals("/pinned/slow")) {
            asked.countDown();
            awaitQuietly(answer);
          }
          wire.respond(200, "ok");
        });
    try (RawHttp http = gateway.connect()) {
      http.send("GET /pinned/slow HTTP/1.1\r\nHost: it.test\r\n\r\n");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      gateway.drop("apis/pinned.yaml", marked("pinned", "new"));
      Awaiting.until(
          "new requests see the change",
          () -> field("/pinned/x", "x-mark").equals(Optional.of("new")));
      answer.countDown();

      RawResponse response = http.response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.first("x-mark")).contains("old");
    }
    gateway.remove("apis/pinned.yaml");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aScriptComesChangesAndGoes() {
    gateway.drop("apis/scripted.yaml", api("scripted", "{ mark: {} }"));
    Awaiting.until(
        "the API waits for its script",
        () -> gateway.status().state("api", "scripted").equals("waiting"));
    assertThat(gateway.status().find("api", "scripted").orElseThrow().text()).contains("mark");
    assertThat(status("/scripted/x")).isEqualTo(503);

    gateway.drop("policies/mark.js", script("one"));
    Awaiting.until("it heals by itself", () -> status("/scripted/x") == 200);
    assertThat(field("/scripted/x", "x-mark")).contains("one");

    gateway.drop("policies/mark.js", script("two"));
    Awaiting.until(
        "the change serves", () -> field("/scripted/x", "x-mark").equals(Optional.of("two")));

    gateway.remove("policies/mark.js");
    Awaiting.until("the API waits again", () -> status("/scripted/x") == 503);
    gateway.drop("policies/mark.js", script("three"));
    Awaiting.until("and serves again", () -> status("/scripted/x") == 200);
    gateway.remove("apis/scripted.yaml");
    Awaiting.until("the API is gone", () -> status("/scripted/x") == 404);
    gateway.remove("policies/mark.js");
  }

  private static String script(String mark) {
    return "export function onResponse(response) { response.headers.set('x-mark', '%s'); }\n"
        .formatted(mark);
  }

  @Test
  void aBundleComesChangesGoesBackAndGoes() {
    gateway.drop("apis/stamped.yaml", api("stamped", "{ stamp: {} }"));
    Awaiting.until(
        "the API waits for its bundle",
        () -> gateway.status().state("api", "stamped").equals("waiting"));
    RawResponse waiting = gateway.get("/stamped/x");
    assertThat(waiting.status()).isEqualTo(503);
    assertThat(waiting.first("retry-after")).isPresent();
    assertThat(UPSTREAM.received()).isEmpty();

    gateway.drop("deploy/stamp.jar", bundles.good("1.0.0"));
    Awaiting.until("it heals by itself", () -> status("/stamped/x") == 200);
    assertThat(field("/stamped/x", "x-stamp")).contains("1.0.0");
    Awaiting.until(
        "the status says so",
        () -> gateway.status().state("bundle", PolicyBundles.SYMBOLIC_NAME).equals("serving"));

    switchTo("2.0.0");
    switchTo("1.0.0");

    removeWhileInUse();
    Awaiting.until("the API waits again", () -> status("/stamped/x") == 503);
    Awaiting.until(
        "the status says for what",
        () ->
            gateway
                .status()
                .find("api", "stamped")
                .map(e -> e.text())
                .orElse("")
                .contains("stamp"));

    gateway.drop("deploy/stamp.jar", bundles.good("1.0.1"));
    Awaiting.until("and serves again", () -> status("/stamped/x") == 200);
    gateway.remove("apis/stamped.yaml");
    Awaiting.until("the API is gone", () -> status("/stamped/x") == 404);
    gateway.remove("deploy/stamp.jar");
    Awaiting.until(
        "the bundle is gone",
        () -> gateway.status().find("bundle", PolicyBundles.SYMBOLIC_NAME).isEmpty());
  }

  /** It serves on, over restarts, until an operator insists. */
  private static void removeWhileInUse() {
    gateway.remove("deploy/stamp.jar");
    Awaiting.until(
        "it says why it stays",
        () ->
            gateway
                .errorBeside("deploy/stamp.jar")
                .orElse("")
                .contains("the file was removed while stamped/all uses it"));
    assertThat(status("/stamped/x")).isEqualTo(200);

    gateway.kill();
    gateway.start();
    Awaiting.until("it serves after a restart", () -> status("/stamped/x") == 200);
    GatehouseInstance.Ran list = gateway.run("bundle", "list");
    assertThat(list.output()).containsPattern(PolicyBundles.SYMBOLIC_NAME + " +1.0.0 +degraded");
    GatehouseInstance.Ran refused = gateway.run("bundle", "remove", PolicyBundles.SYMBOLIC_NAME);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("is used by stamped/all");

    GatehouseInstance.Ran forced =
        gateway.run("bundle", "remove", PolicyBundles.SYMBOLIC_NAME, "--force");
    assertThat(forced.exitCode()).as(forced.output()).isZero();
  }

  private static void switchTo(String version) {
    gateway.drop("deploy/stamp.jar", bundles.good(version));
    Awaiting.until(
        version + " serves",
        Duration.ofSeconds(30),
        () -> {
          RawResponse response = gateway.get("/stamped/x");
          assertThat(response.status()).isEqualTo(200);
          return response.first("x-stamp").equals(Optional.of(version));
        });
  }

  @Test
  void aBundleMayReplaceABuiltInPolicyAndGoAgain() {
    gateway.drop("apis/builtin.yaml", marked("builtin", "one"));
    Awaiting.until("it serves", () -> status("/builtin/x") == 200);
    assertThat(gateway.status().entries())
        .anyMatch(e -> e.kind().equals("bundle") && e.name().contains("policy-headers"));
    gateway.remove("apis/builtin.yaml");
  }

  @Test
  void anotherApiDoesNotNotice() {
    gateway.drop("apis/still.yaml", marked("still", "here"));
    Awaiting.until("it serves", () -> status("/still/x") == 200);
    try (RawHttp http = gateway.connect()) {
      for (int i = 0; i < 30; i++) {
        gateway.drop("apis/moving.yaml", marked("moving", "v" + i));
        http.send("GET /still/" + i + " HTTP/1.1\r\nHost: it.test\r\n\r\n");
        assertThat(http.response().first("x-mark")).contains("here");
      }
    }
    Awaiting.until(
        "the last change serves", () -> field("/moving/x", "x-mark").equals(Optional.of("v29")));
    gateway.remove("apis/moving.yaml");
    gateway.remove("apis/still.yaml");
  }
}
