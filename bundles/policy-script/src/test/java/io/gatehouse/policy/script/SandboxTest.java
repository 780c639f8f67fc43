package io.gatehouse.policy.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.http.Body;
import io.gatehouse.api.policy.Policy;
import io.gatehouse.testsupport.Outcomes;
import io.gatehouse.testsupport.RequestBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a script must not reach, and what one request must not leave for the next. */
class SandboxTest {

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
        "Java",
        "Packages",
        "java",
        "javax",
        "com",
        "org",
        "Polyglot",
        "Graal",
        "Debug",
        "load",
        "loadWithNewGlobal",
        "print",
        "printErr",
        "read",
        "readbuffer",
        "quit",
        "exit",
        "require",
        "process",
        "module",
        "Worker",
        "SharedArrayBuffer",
        "Atomics",
        "WebAssembly",
        "ShadowRealm",
        "Proxy",
        "FinalizationRegistry",
        "WeakRef",
        "BigInt",
        "eval",
        "setTimeout",
        "queueMicrotask",
        "host",
        "lib",
        "gatehouse",
      })
  void isNotThere(String name) {
    assertThat(evaluate("typeof " + name)).isEqualTo("undefined");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Function('return 1')()",
        "Function('return this')()",
        "globalThis.constructor.constructor('return this')()",
        "(async () => {}).constructor('return 1')()",
        "(function* () {}).constructor('yield 1')().next()",
        "(async function* () {}).constructor('yield 1')()",
        "request.constructor.constructor('return this')()",
        "request.headers.set.constructor('return this')()",
        "RegExp.$1.length",
        "Object.setPrototypeOf(Array.prototype, { x: 1 })",
        "Array.prototype.map = () => 1",
        "Object.getPrototypeOf(context).api = 1",
        "Object.getPrototypeOf(request).text = 1",
        "Object.getPrototypeOf(Object.getPrototypeOf(request)).text = 1",
        "Object.getPrototypeOf(request.headers).get = 1",
        "Object.getPrototypeOf([][Symbol.iterator]()).next = 1",
        "Object.getPrototypeOf(request.headers.entries()).next = 1",
        "Object.getPrototypeOf(Object.getPrototypeOf(request.headers.entries())).next = 1",
        "Object.getPrototypeOf(async function () {}).x = 1",
        "Object.defineProperty(String.prototype, 'trim', { value: 1 })",
        "context.log.info = 1",
        "console.log = 1",
        "Math.random = () => 4",
        "globalThis.Request = 1",
        "delete globalThis.JSON",
        "Error.prototype.name = 'x'",
        "Object.prototype.toString = () => 'x'",
        "Promise.prototype.then = 1",
        "Object.prototype.__defineGetter__('x', () => 1)",
        "({}).__proto__.x = 1",
        "context.consumer.x.y",
      })
  void isRefused(String expression) {
    assertThat(evaluate(expression)).startsWith("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.getClass",
        "request.class",
        "context.getClass",
        "request.headers.getClass",
        "request.headers.headers",
        "context.call",
        "context.exchange",
        "request['#call']",
        "Object.getOwnPropertySymbols(request)[0]",
        "Object.getOwnPropertyNames(context)[0]",
        "Reflect.ownKeys(request.headers)[0]",
        "globalThis.arguments",
        "(() => { try { request.headers.set('a b', 1) } catch (e) { return e.getStackTrace } })()",
        "(() => { try { request.headers.set('a b', 1) } catch (e) { return e.getCause } })()",
      })
  void givesNothingAway(String expression) {
    assertThat(evaluate("typeof (" + expression + ")")).isEqualTo("undefined");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../../../../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.js",
        "data:text/javascript,export default 1",
        "./probe.txt",
        "fs",
        "node:fs",
        "./lib/absent.js",
      })
  void nothingIsImportedWhileServing(String specifier) {
    workshop.write("policies/probe.txt", "1");
    Policy policy =
        workshop.script(
            "export async function onRequest() { try { await import('"
                + specifier
                + "'); return new Response('loaded'); }"
                + " catch (e) { return new Response('refused ' + typeof e.getClass); } }");

    assertThat(answer(policy)).isEqualTo("refused undefined");
  }

  @Test
  void aMessageThatWasKeptIsOfNoUse() {
    Policy policy =
        workshop.script(
            """
            let kept;
            export function onRequest(request, context) {
              if (kept === undefined) {
                kept = [request, request.headers, context];
                return new Response("kept");
              }
              const tried = [];
              for (const use of [() => kept[0].path = "/x", () => kept[1].set("x-a", "1"),
                  () => kept[1].get("x-a"), () => kept[2].requestId, () => kept[2].vars]) {
                try { tried.push(use()); } catch (e) { tried.push("no"); }
              }
              return Response.json(tried);
            }
            """);

    assertThat(answer(policy)).isEqualTo("kept");
    assertThat(answer(policy)).isEqualTo("[\"no\",\"no\",\"no\",\"no\",\"no\"]");
  }

  @Test
  void ordinaryCodeIsNotDisturbedByFrozenBuiltIns() {
    Policy policy =
        workshop.script(
            """
            class Refusal extends Error {
              constructor(message) { super(message); this.name = "Refusal"; }
            }
            function Old() {}
            Old.prototype.toString = function () { return "old"; };
            Old.prototype.constructor = Old;
            export function onRequest() {
              const plain = { valueOf: 1 };
              plain.toString = () => "plain";
              plain.hasOwnProperty = true;
              const e = new Refusal("r");
              return Response.json([`${plain}`, `${new Old()}`, e.name, String(e), e instanceof Error,
                  [3, 1, 2].sort().map((x) => x * 2), structuredClone({ a: [new Date(0)] }),
                  atob(btoa("hi")), crypto.randomUUID().length, [..."ab"].join("-"),
                  crypto.getRandomValues(new Uint8Array(4)).length, "ß".repeat(2).toUpperCase()]);
            }
            """);

    assertThat(answer(policy))
        .isEqualTo(
            "[\"plain\",\"old\",\"Refusal\",\"Refusal: r\",true,[2,4,6],"
                + "{\"a\":[\"1970-01-01T00:00:00.000Z\"]},\"hi\",36,\"a-b\",4,\"SSSS\"]");
  }

  @Test
  void policiesShareNothing() {
    workshop.save(
        "first.js", "let n = 0; export function onRequest() { return new Response(String(++n)); }");
    workshop.save(
        "second.js",
        "let n = 10; export function onRequest() { return new Response(String(++n)); }");

    assertThat(answer(workshop.policy("first"))).isEqualTo("1");
    assertThat(answer(workshop.policy("second"))).isEqualTo("11");
    assertThat(answer(workshop.policy("first"))).isEqualTo("2");
  }

  /** What the expression comes to, as text. */
  private static String evaluate(String expression) {
    return answer(
        workshop.script(
            "export function onRequest(request, context) {\n"
                + "  try { return new Response(String("
                + expression
                + ")); } catch (e) { return new Response('refused: ' + e); }\n}"));
  }

  private static String answer(Policy policy) {
    Body body =
        Outcomes.responded(policy.onRequest(RequestBuilder.get("/").build(), workshop.exchange()))
            .body();
    return body instanceof Body.Buffered buffered ? buffered.text() : "";
  }
}
