package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Problem;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.api.status.State;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs away is stopped, and the next request is served. */
class LimitsTest {

  /** Far beyond the limit of 100 ms: the machine that tests may be busy. */
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(3);

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
  @ValueSource(
      strings = {
        "for (;;) {}",
        "while (true) { try { for (;;) {} } catch (e) {} finally {} }",
        "for (;;) { try { throw 1 } finally { continue } }",
        "try { for (;;) {} } finally { for (;;) {} }",
        "/^(a+)+\\1$/.test('a'.repeat(40) + 'b')",
        "Array.from({ length: 60000 }, Math.random).sort(() => { for (;;) {} })",
        "const a = []; for (let i = 0; i < 3e6; i++) a.push(i); for (;;) a.sort((x, y) => y - x)",
        "new Array(2 ** 32 - 1).fill(0)",
        "const u = new Uint8Array(16e6); for (;;) u.fill(2)",
        "return (async () => { for (;;) await 0 })()",
        "return Promise.resolve().then(function f() { return Promise.resolve().then(f) })",
        "for (const x of (function* () { for (;;) yield 1 })()) {}",
        "Object.fromEntries(function* () { for (let i = 0; ; i++) yield ['k' + i % 9, i] }())",
        "for (;;) '\\u00df'.repeat(9000).toUpperCase()",
        "let s = ''; for (;;) s = 'x'.repeat(1000)",
        "({ get a() { for (;;) {} } }).a",
        "JSON.stringify({ toJSON() { for (;;) {} } })",
        "`${{ [Symbol.toPrimitive]() { for (;;) {} } }}`",
        "request.headers.set('x-a', { toString() { for (;;) {} } })",
        "return { then() { for (;;) {} } }",
        "function f() { try { f() } catch { f() } } f()",
        "function f() { try { f() } finally { f() } } f()",
        "import_.recurse()",
        "function f() { for (let i = 0; i < 5; i++) try { [1].map(f) } catch {} } f()",
        "async function f() { f(); f() } f()",
        "const f = async () => (f(), f()); f()",
        "class A { constructor() { try { new A() } catch { new A() } } } new A()",
      })
  void isStoppedInTime(String statement) {
    workshop.write(
        "policies/lib/recursion.js",
        "export function recurse() { try { recurse() } catch { recurse() } }");
    Policy policy =
        workshop.script("import * as import_ from './lib/recursion.js';\n" + hook(statement));

    long before = System.nanoTime();
    Problem problem = run(policy, "/run");
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(problem.code()).isIn("SCRIPT_TIMEOUT", "SCRIPT_MEMORY");
    assertThat(problem.status()).isEqualTo(500);
    assertThat(took).isLessThan(STOPPED_WITHIN);
    assertThat(
            Outcomes.continued(policy.onRequest(RequestBuilder.any(), workshop.exchange())).path())
        .as("the next request")
        .isEqualTo("/");
  }

  @Test
  void aStopThatComesLateHitsNobodyElse() {
    workshop.save("bad.js", hook("function f() { try { f() } catch { f() } } f()", 20));
    workshop.save("good.js", "export function onRequest() {}");
    Policy bad = workshop.policy("bad");
    Policy good = workshop.policy("good");

    for (int i = 0; i < 4; i++) {
      assertThat(run(bad, "/run").code()).isIn("SCRIPT_TIMEOUT", "SCRIPT_MEMORY");
      for (int j = 0; j < 50; j++) {
        assertThat(
                Outcomes.continued(good.onRequest(RequestBuilder.any(), workshop.exchange()))
                    .path())
            .isEqualTo("/");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const a = []; for (;;) a.push(new Array(1e5).fill('x'.repeat(9)).join())",
        "for (;;) new ArrayBuffer(2 ** 24)",
        "let m = new Map(); for (let i = 0; ; i++) m.set(i, new Uint8Array(100000))",
      })
  void isStoppedForItsMemory(String statement) {
    Policy policy = workshop.script(hook(statement, 5000));

    assertThat(run(policy, "/run").code()).isEqualTo("SCRIPT_MEMORY");
    assertThat(
            Outcomes.continued(policy.onRequest(RequestBuilder.any(), workshop.exchange())).path())
        .isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'x'.repeat(2 ** 29)",
        "let s = 'x'; for (;;) s += s",
        "new ArrayBuffer(2 ** 31 - 1)",
        "(function f() { f() })()",
        "JSON.parse('['.repeat(1e6))",
        "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
        "Array.prototype.indexOf.call({ get length() { return 2 ** 53 - 1 } }, 1)",
        "Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, () => {})",
        "Array.from({ length: 2 ** 32 - 1 })",
        "Object.keys('x'.repeat(4e6))",
        "Object.assign({}, 'x'.repeat(4e6))",
        "'x'.repeat(1e6).localeCompare('y')",
        "'x'.repeat(1e6).normalize('NFKC')",
      })
  void isRefusedAtOnce(String statement) {
    Policy policy = workshop.script(hook(statement, 5000));

    assertThat(run(policy, "/run").code()).isEqualTo("SCRIPT_FAILED");
  }

  @Test
  void theFirstCallsOfAContextMayTakeLonger() {
    Policy policy =
        workshop.script(
            hook(
                    "const until = Date.now() + 60;"
                        + " while (Date.now() < until) for (let i = 0; i < 2000; i++);",
                    20)
                + "export function onResponse() { for (;;) {} }");

    for (int call = 0; call < 3; call++) {
      assertThat(
              Outcomes.continued(
                      policy.onRequest(RequestBuilder.get("/run").build(), workshop.exchange()))
                  .path())
          .isEqualTo("/run");
    }
    long before = System.nanoTime();
    assertThat(
            Outcomes.failed(
                    policy.onResponse(
                        io.gatehouse.api.http.GatewayResponse.of(200), workshop.exchange()))
                .code())
        .isEqualTo("SCRIPT_TIMEOUT");
    assertThat(workshop.scripts().status().getFirst().detail()).contains("its limit of 20 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(STOPPED_WITHIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "bytes"})
  void aNumberThatClientsMakeTooLongIsRefused(String mode) {
    Policy policy =
        workshop.script(
            "export const meta = { body: { request: '"
                + mode
                + "' } };\n"
                + "export function onRequest(request) { return new Response(Number(request.data));"
                + " }");

    Problem problem =
        Outcomes.failed(
            policy.onRequest(
                RequestBuilder.post("/run", "\"0x" + "f".repeat(1_000_000) + "\"").build(),
                workshop.exchange()));

    assertThat(problem.code()).isEqualTo("BODY_NUMBER_TOO_LONG");
    assertThat(problem.status()).isEqualTo(400);
  }

  @Test
  void aShortLimitHoldsAndALongOneIsGiven() {
    String work = "const until = Date.now() + 150; while (Date.now() < until) {}";

    assertThat(run(workshop.script(hook("for (;;) {}", 20)), "/run").code())
        .isEqualTo("SCRIPT_TIMEOUT");
    assertThat(
            Outcomes.continued(
                    workshop
                        .script(hook(work, 10_000))
                        .onRequest(RequestBuilder.get("/run").build(), workshop.exchange()))
                .path())
        .isEqualTo("/run");
  }

  @Test
  void aScriptThatIsStoppedAgainAndAgainIsTakenOut() {
    Policy policy = workshop.script(hook("for (;;) {}", 20));
    for (int i = 0; i < 5; i++) {
      workshop.quiet();
      assertThat(run(policy, "/run").code()).isEqualTo("SCRIPT_TIMEOUT");
    }

    Problem problem = run(policy, "/");

    assertThat(problem.code()).isEqualTo("SCRIPT_QUARANTINED");
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.headers()).containsKey("retry-after");
    assertThat(workshop.scripts().status().getFirst().state()).isEqualTo(State.DEGRADED);

    Policy mended = workshop.script(hook("1", 20));
    assertThat(
            Outcomes.continued(mended.onRequest(RequestBuilder.any(), workshop.exchange())).path())
        .isEqualTo("/");
  }

  /** A hook that runs the statement for the path /run only, so that it can be warmed up. */
  private static String hook(String statement) {
    return hook(statement, 100);
  }

  private static String hook(String statement, int timeoutMs) {
    return "export const meta = { timeoutMs: "
        + timeoutMs
        + " };\nexport function onRequest(request) {\n  if (request.path === '/run') {\n    "
        + statement
        + ";\n  }\n}\n";
  }

  private static Problem run(Policy policy, String path) {
    return Outcomes.failed(policy.onRequest(RequestBuilder.get(path).build(), workshop.exchange()));
  }
}
