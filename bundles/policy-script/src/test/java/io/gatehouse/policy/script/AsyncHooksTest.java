package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.GatewayRequest;
import io.gatehouse.api.http.GatewayResponse;
import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.policy.PolicyResult;
import io.gatehouse.testsupport.FakeExchange;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks that wait for something from outside: every one of them comes to one end. */
class AsyncHooksTest {

  @TempDir static Path base;
  private static ScriptWorkshop workshop;
  private SlowUpstream crm;

  @BeforeAll
  static void start() {
    workshop = new ScriptWorkshop(base);
  }

  @AfterAll
  static void stop() {
    workshop.close();
  }

  @BeforeEach
  void prepare() {
    crm = new SlowUpstream();
  }

  @AfterEach
  void letGoOfAll() {
    workshop.loop().advance(Duration.ofMinutes(2));
    assertThat(workshop.loop().scheduledTasks()).isZero();
  }

  @Test
  void othersAreServedMeanwhile() {
    Policy policy =
        script(
            """
            export async function onRequest(request) {
              if (request.path === "/slow") request.headers.set("x-a", await (await fetch("upstream://crm/")).text());
            }
            """);

    var slow = waiting(policy, workshop.exchange(), "/slow");
    for (int i = 0; i < 10; i++) {
      assertThat(run(policy, workshop.exchange(), "/quick"))
          .isInstanceOf(PolicyResult.Continue.class);
    }
    crm.answer("late");

    assertThat(Outcomes.continued(slow.join()).headers().first("x-a")).contains("late");
  }

  @Test
  void hooksThatWaitDoNotDisturbOneAnother() {
    Policy policy =
        script(
            """
            export async function onRequest(request, context) {
              const name = request.path;
              const first = await (await fetch("upstream://crm" + name)).text();
              const second = await (await fetch("upstream://crm" + name + "/" + first)).text();
              request.headers.set("x-told", [name, request.path, context.requestId, first, second].join());
            }
            """);

    List<CompletableFuture<PolicyResult<GatewayRequest>>> outcomes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      outcomes.add(waiting(policy, workshop.exchange().withId("id" + i), "/n" + i));
    }
    for (int i = 0; i < 30; i++) {
      crm.answer("f" + i);
    }
    for (int i = 0; i < 30; i++) {
      crm.answer("s" + i);
    }

    for (int i = 0; i < 30; i++) {
      assertThat(Outcomes.continued(outcomes.get(i).join()).headers().first("x-told"))
          .contains("/n%d,/n%d,id%d,f%d,s%d".formatted(i, i, i, i, i));
    }
  }

  @Test
  void responsesAndErrorsWaitToo() {
    Policy policy =
        script(
            """
            export async function onResponse(response) { response.status = (await fetch("upstream://crm/")).status; }
            export async function onError(error) {
              return new Response(await (await fetch("upstream://crm/")).text(), { status: 503 });
            }
            """);

    var response =
        Outcomes.awaited(policy.onResponse(GatewayResponse.of(200), workshop.exchange()));
    var error =
        Outcomes.awaited(policy.onError(Problem.gateway("X", 500, "x", ""), workshop.exchange()));
    crm.answer(GatewayResponse.of(418));
    crm.answer("sorry");

    assertThat(Outcomes.continued(response.join()).status()).isEqualTo(418);
    assertThat(Outcomes.responded(error.join()).status()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "await new Promise(() => {})",
        "await fetch('upstream://crm/')",
        "return { then() {} }",
        "return { then: (a, b) => { request.headers.set('x-a', '1'); } }",
        "await { then() {} }",
        "await Promise.race([])",
        "await Promise.all([0, fetch('upstream://crm/'), new Promise(() => {})])",
        "class P extends Promise { then() { return this } } return new P(() => {})",
        "const p = Object.defineProperties(Promise.resolve(), { then: { value: () => p },"
            + " constructor: { value: Object } }); await p",
      })
  void whatNeverSettlesEndsAtTheDeadline(String statement) {
    Policy policy = script(hook("export const meta = { deadlineMs: 1000 };", statement));
    FakeExchange exchange = workshop.exchange();

    var outcome = waiting(policy, exchange, "/a");
    workshop.loop().advance(Duration.ofMillis(800));
    assertThat(outcome).isNotDone();
    workshop.loop().advance(Duration.ofMillis(300));

    Problem problem = Outcomes.failed(outcome.join());
    assertThat(problem.code()).isEqualTo("SCRIPT_DEADLINE");
    assertThat(problem.status()).isEqualTo(504);
    assertThat(problem.detail()).isEmpty();
    assertThat(crm.asked()).allMatch(SlowUpstream.Asked::isGivenUp);
    assertThat(workshop.loop().scheduledTasks()).isZero();
    exchange.end();
    assertThat(run(script(hook("", "")), workshop.exchange(), "/next"))
        .isInstanceOf(PolicyResult.Continue.class);
  }

  @Test
  void theDeadlineCoversAllThatIsAwaited() {
    Policy policy =
        script(
            hook(
                "export const meta = { deadlineMs: 1000 };",
                "for (;;) { try { await fetch('upstream://crm/') } catch {} }"));

    var outcome = waiting(policy, workshop.exchange(), "/a");
    for (int i = 0; i < 9; i++) {
      workshop.loop().advance(Duration.ofMillis(100));
      crm.answer("again");
    }
    assertThat(outcome).isNotDone();
    workshop.loop().advance(Duration.ofMillis(200));

    assertThat(Outcomes.failed(outcome.join()).code()).isEqualTo("SCRIPT_DEADLINE");
    assertThat(crm.asked().getLast().isGivenUp()).isTrue();
  }

  @Test
  void theScriptKnowsItsDeadline() {
    Policy policy =
        script(
            hook(
                "export const meta = { deadlineMs: 5000 };",
                "request.headers.set('x-left', String(context.deadline - Date.now()))"));

    String left =
        Outcomes.continued(run(policy, workshop.exchange(), "/a")).headers().firstOr("x-left", "");

    assertThat(Integer.parseInt(left)).isBetween(1, 5001);
  }

  @Test
  void anExchangeThatEndsLetsGoOfTheHook() {
    Policy policy =
        script(hook("", "await fetch('upstream://crm/'); console.error('ran on for nobody')"));
    FakeExchange exchange = workshop.exchange();

    var outcome = waiting(policy, exchange, "/a");
    exchange.end();

    assertThat(crm.asked().getFirst().isGivenUp()).isTrue();
    assertThat(workshop.loop().scheduledTasks()).isZero();
    assertThat(outcome).isCompletedWithValueMatching(PolicyResult.Continue.class::isInstance);
    crm.answer("too late");
    assertThat(run(policy, workshop.exchange(), "/b")).isInstanceOf(PolicyResult.Await.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for (;;) {}",
        "for (;;) await 0",
        "for (;;) { try { await Promise.reject(1) } catch {} }",
        "while (true) try { for (;;) {} } catch {}",
        "await { then() { for (;;) {} } }",
        "await { get then() { for (;;) {} } }",
        "return { get then() { for (;;) {} } }",
        "await new Promise(function f(resolve) { Promise.resolve().then(() => new Promise(f)) })",
        "const f = () => queue().then(f); const queue = async () => 0; await f()",
      })
  void everySliceHasTheLimit(String statement) {
    Policy policy =
        script(
            hook(
                "export const meta = { timeoutMs: 40 };",
                "if (request.path === '/wait') return void await fetch('upstream://crm/');\n"
                    + "await fetch('upstream://crm/');\n"
                    + statement));
    List<CompletableFuture<PolicyResult<GatewayRequest>>> others = new ArrayList<>();

    var tripped = waiting(policy, workshop.exchange(), "/trip");
    for (int i = 0; i < 5; i++) {
      others.add(waiting(policy, workshop.exchange(), "/wait"));
    }
    crm.answer("go");

    Problem problem = Outcomes.failed(tripped.join());
    assertThat(problem.code()).isIn("SCRIPT_TIMEOUT", "SCRIPT_MEMORY");
    assertThat(problem.status()).isEqualTo(500);
    for (CompletableFuture<PolicyResult<GatewayRequest>> other : others) {
      Problem lost = Outcomes.failed(other.join());
      assertThat(lost.code()).isEqualTo("SCRIPT_RECOVERING");
      assertThat(lost.status()).isEqualTo(503);
    }
    assertThat(crm.asked().subList(1, 6)).allMatch(SlowUpstream.Asked::isGivenUp);
    assertThat(workshop.loop().scheduledTasks()).isZero();
    var next = waiting(policy, workshop.exchange(), "/wait");
    for (int i = 0; i < 6; i++) {
      crm.answer("late");
    }
    assertThat(next).isCompletedWithValueMatching(PolicyResult.Continue.class::isInstance);
  }

  @Test
  void aLoopOfFetchesIsRefusedBeforeItIsSent() {
    Policy policy =
        script(
            hook(
                "",
                """
                const all = [];
                for (let i = 0; i < 200; i++) all.push(fetch("upstream://crm/" + i).catch((e) => e.message));
                await Promise.race(all.slice(60));
                request.headers.set("x-told", await all[60]);
                """));

    GatewayRequest passed = Outcomes.continued(run(policy, workshop.exchange(), "/a"));

    assertThat(passed.headers().firstOr("x-told", "")).contains("more than 50 at once");
    assertThat(crm.asked()).as("sent for nobody").isEmpty();
  }

  @Test
  void aHookCannotFetchForEver() {
    Policy policy =
        script(
            hook(
                "",
                """
                let n = 0;
                try { for (;; n++) await fetch("upstream://crm/"); } catch (e) { request.headers.set("x-told", n + e.message); }
                """));

    var outcome = waiting(policy, workshop.exchange(), "/a");
    for (int i = 0; i < Fetches.MOST_IN_ALL; i++) {
      crm.answer("");
    }

    assertThat(Outcomes.continued(outcome.join()).headers().firstOr("x-told", ""))
        .startsWith("1000")
        .contains("more than 1000");
  }

  @Test
  void aPolicyHasSoManyFetchesAtOnce() {
    Policy policy =
        script(hook("export const meta = { fetches: 3 };", "await fetch('upstream://crm/')"));

    List<CompletableFuture<PolicyResult<GatewayRequest>>> outcomes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      outcomes.add(waiting(policy, workshop.exchange(), "/a"));
    }

    Problem problem = Outcomes.failed(outcomes.get(3).join());
    assertThat(problem.code()).isEqualTo("SCRIPT_FETCHES");
    assertThat(problem.status()).isEqualTo(503);
    crm.answer("");
    assertThat(outcomes.get(0)).isDone();
    assertThat(waiting(policy, workshop.exchange(), "/a")).isNotDone();
    assertThat(crm.asked()).hasSize(4);
  }

  @Test
  void whatAHookDoesNotAwaitIsNotSent() {
    Policy policy = script("export function onRequest() { fetch('upstream://crm/audit'); }");

    assertThat(run(policy, workshop.exchange(), "/a")).isInstanceOf(PolicyResult.Continue.class);

    assertThat(crm.asked()).isEmpty();
  }

  @Test
  void aMessageThatWasKeptIsOfNoUseLater() {
    Policy policy =
        script(
            """
            const kept = [];
            export async function onRequest(request, context) {
              if (request.path === "/keep") { kept.push(request, context); return; }
              const answer = await fetch("upstream://crm/");
              try { kept[0].headers.set("x-a", "1"); } catch (e) { request.headers.set("x-told", "refused"); }
              try { kept[1].deadline; } catch (e) { request.headers.set("x-told-2", "refused"); }
            }
            """);

    run(policy, workshop.exchange(), "/keep");
    var outcome = waiting(policy, workshop.exchange(), "/use");
    crm.answer("");

    GatewayRequest passed = Outcomes.continued(outcome.join());
    assertThat(passed.headers().first("x-told")).contains("refused");
    assertThat(passed.headers().first("x-told-2")).contains("refused");
  }

  @Test
  void oneHookCanSettleWhatAnotherAwaits() {
    Policy policy =
        script(
            """
            let open;
            const gate = new Promise((resolve) => { open = resolve; });
            export async function onRequest(request) {
              if (request.path === "/open") open("now");
              else request.headers.set("x-a", await gate);
            }
            """);

    var waiting = waiting(policy, workshop.exchange(), "/wait");
    run(policy, workshop.exchange(), "/open");

    assertThat(Outcomes.continued(waiting.join()).headers().first("x-a")).contains("now");
  }

  @Test
  void aVersionThatGoesLeavesNobodyWaiting() {
    ScriptWorkshop other = new ScriptWorkshop(base.resolve("other"));
    Policy policy = other.script(hook("", "await fetch('upstream://crm/')"), crm);
    var outcome = waiting(policy, other.exchange(), "/a");

    other.close();

    assertThat(Outcomes.failed(outcome.join()).code()).isEqualTo("SCRIPT_RECOVERING");
  }

  @Test
  void aCallEndsOnTheVersionItBeganWith() {
    Policy old =
        script(hook("", "await fetch('upstream://crm/'); request.headers.set('x-v', 'old')"));
    var outcome = waiting(old, workshop.exchange(), "/a");
    Policy young =
        script(hook("", "await fetch('upstream://crm/'); request.headers.set('x-v', 'new')"));
    var later = waiting(young, workshop.exchange(), "/a");
    crm.answer("");
    crm.answer("");

    assertThat(Outcomes.continued(outcome.join()).headers().first("x-v")).contains("old");
    assertThat(Outcomes.continued(later.join()).headers().first("x-v")).contains("new");
  }

  private Policy script(String text) {
    return workshop.script(text, crm);
  }

  private static String hook(String before, String statements) {
    return before + "\nexport async function onRequest(request, context) {\n" + statements + "\n}";
  }

  private static PolicyResult<GatewayRequest> run(
      Policy policy, FakeExchange exchange, String path) {
    return policy.onRequest(RequestBuilder.get(path).build(), exchange);
  }

  private static CompletableFuture<PolicyResult<GatewayRequest>> waiting(
      Policy policy, FakeExchange exchange, String path) {
    return Outcomes.awaited(run(policy, exchange, path));
  }
}
