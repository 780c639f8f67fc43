package io.gatehouse.proofs.attacks;

import static io.gatehouse.proofs.attacks.Attack.absent;
import static io.gatehouse.proofs.attacks.Attack.answers;
import static io.gatehouse.proofs.attacks.Attack.contained;
import static io.gatehouse.proofs.attacks.Attack.fails;
import static io.gatehouse.proofs.attacks.Attack.module;
import static io.gatehouse.proofs.attacks.Attack.notLoaded;
import static io.gatehouse.proofs.attacks.Attack.refused;
import static io.gatehouse.proofs.attacks.Attack.stopped;

import io.gatehouse.proofs.attacks.Attack.Expected;
import java.util.ArrayList;
import java.util.List;

/** What attacks try: a table for each aim. */
public enum AttackFamily {

  /** Java, files, processes, other languages, other code. */
  HOST_ACCESS(
      absent("Java"),
      absent("Packages"),
      absent("java"),
      absent("org"),
      absent("Polyglot"),
      absent("Graal"),
      absent("load"),
      absent("require"),
      absent("process"),
      absent("quit"),
      absent("exit"),
      absent("print"),
      absent("Worker"),
      absent("SharedArrayBuffer"),
      absent("Atomics"),
      absent("WebAssembly"),
      absent("ShadowRealm"),
      refused("Java.type('java.lang.System').exit(1)"),
      refused("Packages.java.lang.Runtime.getRuntime().exec('id')"),
      refused("Polyglot.eval('js', '1')"),
      refused("load('http://127.0.0.1:9/x.js')"),
      refused("import('file:///etc/passwd')"),
      refused("import('../../../etc/passwd')"),
      refused("import('node:fs')"),
      refused("import('data:text/javascript,export default 1')"),
      refused("eval('1')"),
      refused("new Function('return 1')()"),
      refused("globalThis.constructor.constructor('return this')()"),
      refused("(async () => {}).constructor('return 1')()"),
      refused("(function* () {}).constructor('yield 1')().next()"),
      refused("request.headers.get.constructor('return this')()")),

  /** Objects of the host, through what the host hands over. */
  HOST_OBJECTS(
      answers("typeof request.getClass", "undefined"),
      answers("typeof request.class", "undefined"),
      answers("typeof context.getClass", "undefined"),
      answers("typeof request.headers.getClass", "undefined"),
      answers("typeof context.exchange", "undefined"),
      answers("Object.getOwnPropertyNames(context).length", "0"),
      answers("Reflect.ownKeys(request).length", "0"),
      answers("Object.getOwnPropertySymbols(request.headers).length", "0"),
      refused("request.getClass().getClassLoader()"),
      answers(
          "(() => { try { request.headers.set('a b', 1) } catch (e) { return typeof e.getStackTrace"
              + " } })()",
          "undefined"),
      answers(
          "(() => { try { request.headers.set('a b', 1) } catch (e) { return typeof e.getCause }"
              + " })()",
          "undefined"),
      answers(
          "(() => { try { request.headers.set('a b', 1) } catch (e) { return e instanceof TypeError"
              + " } })()",
          "true"),
      answers(
          "(() => { try { request.headers.set('a b', 1) } catch (e) { return"
              + " /java|graal/i.test(e.stack) } })()",
          "false"),
      answers(
          "[...request.headers].every(f => Array.isArray(f) && f.getClass === undefined)", "true"),
      answers("Object.getPrototypeOf(request.headers.entries()).getClass", "undefined"),
      refused("Object.setPrototypeOf(request.headers, { get: () => 1 }).get('host')"),
      refused("request.headers.get.call({}, 'host')"),
      refused("request.headers.set.call(context, 'x-a', '1')"),
      refused(
          "Object.getOwnPropertyDescriptor(Object.getPrototypeOf(request), 'path').get.call({})"),
      refused("request.headers.set('x-a', { toString() { return { } } })"),
      refused("request.headers.set(Symbol('x'), '1')"),
      refused("request.headers.set('x-a', { [Symbol.toPrimitive]() { throw new Error('mine') } })"),
      answers(
          "(() => { let n = 0; request.headers.set('x-a', { toString() { n++; return"
              + " request.headers.get('host') } }); return n })()",
          "1"),
      refused("new Headers({ get a() { throw new Error('mine') } })"),
      refused("new Headers((function* () { throw new Error('mine') })())"),
      refused("structuredClone(request)"),
      refused("structuredClone(() => 1)"),
      answers("typeof Proxy", "undefined"),
      refused("new Proxy(request, {})")),

  /** Time and memory. */
  RUNAWAY(
      stopped("for (;;) {}"),
      stopped("while (true) { request.path.length }"),
      stopped("do { var x = Math.random() } while (x < 2)"),
      contained("(function f() { f() })()"),
      contained("const f = () => [1].map(f); f()"),
      contained("new Array(1e9).fill(0)"),
      contained("Array.from({ length: 2 ** 32 - 1 })"),
      contained("Array(2 ** 31).join('x')"),
      contained("'x'.repeat(2 ** 29)"),
      contained("'x'.padEnd(2 ** 30, 'yz')"),
      contained("let s = 'x'; for (;;) s += s"),
      contained("let s = 'x'; for (let i = 0; i < 40; i++) s = `${s}${s}`; s.length"),
      contained("JSON.parse('['.repeat(1e6))"),
      contained("JSON.stringify(Array.from({ length: 200 }, () => 'x'.repeat(2 ** 20)))"),
      contained("2n ** 10000000n"),
      contained("BigInt('9'.repeat(1e6)) * 9n"),
      stopped("/^(a+)+\\1$/.test('a'.repeat(40) + 'b')"),
      contained("/(x+x+)+y/.test('x'.repeat(40)); for (;;) /(x+x+)+y/.test('x'.repeat(40))"),
      stopped("Array.from({ length: 60000 }, Math.random).sort(() => { for (;;) {} })"),
      contained("for (const x of (function* () { for (;;) yield 1 })()) {}"),
      stopped("return (async () => { for (;;) await 0 })()"),
      stopped("return Promise.resolve().then(function f() { return Promise.resolve().then(f) })"),
      contained(
          "return (async () => { const all = []; for (;;) all.push(new Promise(() => {})) })()"),
      contained("Atomics.wait(new Int32Array(8), 0, 0)"),
      contained("Array.prototype.forEach.call({ length: 2 ** 40 }, () => {})"),
      contained("Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)"),
      contained("Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)"),
      contained("Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)"),
      contained("Array.prototype.reverse.call({ length: 2 ** 53 - 1 })"),
      contained("new Uint8Array(2 ** 31 - 1)"),
      contained("const u = new Uint8Array(16e6); for (;;) u.fill(2)"),
      contained("const a = []; for (;;) a.push(new ArrayBuffer(2 ** 24))"),
      contained("const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x' + i)"),
      contained("const o = {}; for (let i = 0; ; i++) o['k' + i] = i"),
      contained("for (;;) '\\u00df'.repeat(9000).toUpperCase()"),
      contained("for (;;) 'x'.repeat(1e5).split('')"),
      contained("for (;;) encodeURIComponent('\\u20ac'.repeat(1e5))"),
      contained("for (;;) atob(btoa('x'.repeat(1e5)))"),
      contained("for (;;) structuredClone({ a: new Array(1000).fill({ b: 1 }) })"),
      contained("for (;;) new URL('http://a/' + 'x/../'.repeat(10000))"),
      contained("for (;;) new TextEncoder().encode('x'.repeat(1e6))"),
      contained("for (let i = 0; ; i++) context.vars.set('k' + i, 'x'.repeat(1000))"),
      contained("for (let i = 0; ; i++) request.headers.set('x-' + i, 'x'.repeat(1000))"),
      contained("const d = new Date(); for (;;) d.toLocaleString()"),
      contained("for (;;) new Intl.NumberFormat('de')")),

  /** What one request, or one policy, leaves for another. */
  POLLUTION(
      refused("Object.defineProperty(Object.prototype, 'x', { value: 1 })"),
      refused("(() => { 'use strict'; Object.prototype.x = 1 })()"),
      refused("({}).__proto__.x = 1"),
      refused("Object.setPrototypeOf(Array.prototype, { x: 1 })"),
      refused("Array.prototype.map = () => 1"),
      refused("JSON.stringify = () => '{}'"),
      refused("String.prototype.trim = () => 'x'"),
      refused("Promise.prototype.then = () => 1"),
      refused("Math.random = () => 4"),
      refused("globalThis.Request = 1"),
      refused("globalThis.polluted = 1"),
      refused("delete globalThis.JSON"),
      refused("Object.getPrototypeOf(request).path = '/x'"),
      refused("Object.getPrototypeOf(request.headers).get = () => 'x'"),
      refused("Object.getPrototypeOf([][Symbol.iterator]()).next = 1"),
      refused("Object.prototype.__defineGetter__('x', () => 1)"),
      refused("Error.prototype.name = 'x'"),
      refused("context.config.x = 1"),
      refused("console.log = 1"),
      refused("context.log.info = 1"),
      answers("structuredClone(JSON.parse('{\"__proto__\": {\"x\": 1}}')).x", "undefined"),
      answers("Object.assign({}, JSON.parse('{\"__proto__\": {\"x\": 1}}')).y", "undefined"),
      module(
          "a message kept from an earlier request",
          """
          const kept = [];
          export function onRequest(request, context) {
            if (request.path === "/attack/live") { kept.push(request, context); return new Response("live"); }
            if (request.path !== "/attack/run") return;
            const tried = [];
            for (const use of [() => kept[0].path, () => kept[0].headers.get("host"), () => kept[1].requestId,
                () => kept[1].vars.get("x"), () => kept[1].consumer]) {
              try { tried.push(String(use())); } catch (e) { tried.push("no"); }
            }
            return new Response(tried.join());
          }
          """,
          new Expected.Answered(List.of("no,no,no,no,no")))),

  /** Going on though told to stop. */
  CATCH_AND_CONTINUE(
      stopped("for (;;) { try { for (;;) {} } catch (e) {} }"),
      stopped("while (true) { try { for (;;) {} } catch (e) {} finally {} }"),
      stopped("for (;;) { try { throw 1 } finally { continue } }"),
      stopped("try { for (;;) {} } finally { for (;;) {} }"),
      stopped("a: for (;;) { try { for (;;) {} } finally { continue a } }"),
      stopped("return (async () => { for (;;) { try { for (;;) {} } catch (e) { await 0 } } })()"),
      stopped("return (async () => { try { for (;;) {} } finally { for (;;) await 0 } })()"),
      stopped(
          "const g = (function* () { try { for (;;) {} } finally { for (;;) yield 1 } })(); for"
              + " (const x of g) {}"),
      stopped("[1, 2, 3].sort(() => { try { for (;;) {} } catch { return 0 } }); for (;;) {}"),
      stopped("JSON.stringify({ toJSON() { try { for (;;) {} } catch { for (;;) {} } } })"),
      contained("(function f() { try { f() } catch (e) { f() } })()"),
      contained("(function f() { try { f() } finally { f() } })()"),
      stopped("return new Promise((resolve) => { try { for (;;) {} } finally { for (;;) {} } })"),
      stopped("return { then(resolve) { for (;;) { try { for (;;) {} } catch {} } } }")),

  /** Outcomes that are none. */
  OUTCOMES(
      fails("throw new Error('mine')"),
      fails("throw null"),
      fails("throw { toString() { throw 1 } }"),
      fails("throw { get message() { for (;;) {} } }"),
      fails("return 42"),
      fails("return 'text'"),
      fails("return {}"),
      fails("return [new Response('x')]"),
      fails("return Promise.reject(new Error('mine'))"),
      fails("return (async () => 42)()"),
      fails("return new Response('x', { status: 99 })"),
      fails("return new Response('x', { status: 999 })"),
      fails("return new Response('x', { status: '20' + 'x' })"),
      fails("return new Response('x', { headers: { 'x-a': 'a\\r\\nx-b: b' } })"),
      fails("return new Response('x', { headers: { 'x a': '1' } })"),
      fails("return new Response('x', { headers: { 'x-a': '\\0' } })"),
      fails("request.headers.set('x-a', 'a\\nb')"),
      fails("request.path = '/a/../../b'"),
      fails("request.path = '/a b'"),
      fails("request.method = 'GET /x HTTP/1.1\\r\\nx: y'"),
      fails("return { then: 1 }"),
      fails("return { get then() { throw new Error('mine') } }"),
      fails("throw new GatewayError(99, 'x')"),
      fails("throw new GatewayError(1e9, 'x')")),

  /** Calls to where no policy may call. */
  EGRESS(
      refused("fetch('http://127.0.0.1:9080/status')"),
      refused("fetch('http://169.254.169.254/latest/meta-data')"),
      refused("fetch('https://example.com/')"),
      refused("fetch('//example.com/')"),
      refused("fetch('/attack/run')"),
      refused("fetch('file:///etc/passwd')"),
      refused("fetch('ftp://127.0.0.1/')"),
      refused("fetch('data:text/plain,x')"),
      refused("fetch('http://2130706433/')"),
      refused("fetch('http://[::ffff:127.0.0.1]/')"),
      refused("fetch('upstream://nowhere/')"),
      refused("fetch('upstream://127.0.0.1:9080/status')"),
      refused("fetch('upstream://user:pass@back/')"),
      refused("fetch('upstream://back:81/')"),
      refused("fetch('upstream://back/../../x')"),
      refused("fetch('upstream://back/x y')"),
      refused("fetch('upstream://back/', { headers: { 'x-a': 'a\\r\\nb: c' } })"),
      refused("fetch('upstream://back/', { method: 'GET /x' })"),
      refused("fetch({ toString() { return 'http://127.0.0.1:9080/' } })"),
      contained("return (async () => { for (;;) fetch('upstream://back/x').catch(() => {}) })()")),

  /** What belongs to the operator, to the machine or to others. */
  SECRETS(
      absent("env"),
      answers("typeof globalThis.process?.env", "undefined"),
      refused("context.secrets.get('anything')"),
      refused("context.secrets.get('../../../etc/passwd')"),
      refused("context.secrets.get('constructor')"),
      answers("Object.keys(context.secrets).length", "0"),
      answers("JSON.stringify(context.secrets)", "{}", "undefined"),
      answers("context.cache.get('another/policy')", "undefined"),
      answers("context.cache.get('__proto__')", "undefined"),
      answers("typeof context.config.constructor", "function", "undefined"),
      refused("java.lang.System.getenv()")),

  /** Files that cannot be taken. */
  SOURCES(
      notLoaded(
          "of 10 MB",
          "// " + "x".repeat(10_000_000) + "\nexport function onRequest() {}\n",
          "attack.js"),
      notLoaded(
          "50,000 parentheses",
          "export function onRequest() { return "
              + "(".repeat(50_000)
              + "1"
              + ")".repeat(50_000)
              + " }\n",
          "attack.js"),
      notLoaded(
          "50,000 brackets",
          "export const meta = " + "[".repeat(50_000) + "]".repeat(50_000) + ";\n",
          "attack.js"),
      notLoaded("a syntax error", "export function onRequest( {\n", "attack.js:1"),
      notLoaded("no hook", "export const x = 1;\n", "attack.js"),
      notLoaded("an unknown export", "export function onReqest() {}\n", "onRequest"),
      notLoaded(
          "an endless top level", "for (;;) {}\nexport function onRequest() {}\n", "attack.js"),
      notLoaded(
          "an endless top level that catches",
          "for (;;) { try { for (;;) {} } catch {} }\nexport function onRequest() {}\n",
          "attack.js"),
      notLoaded(
          "a top level that fills the memory",
          "const a = []; for (;;) a.push(new ArrayBuffer(2 ** 24));\n"
              + "export function onRequest() {}\n",
          "attack.js"),
      notLoaded(
          "an import from outside",
          "import x from '../../etc/passwd';\nexport function onRequest() {}\n",
          "attack.js:1"),
      notLoaded(
          "an import from the network",
          "import x from 'http://127.0.0.1:9/x.js';\nexport function onRequest() {}\n",
          "attack.js:1"),
      notLoaded(
          "an import of itself that is not there",
          "import x from './lib/nowhere.js';\nexport function onRequest() {}\n",
          "attack.js:1"),
      notLoaded(
          "meta with an endless getter",
          "export const meta = { get timeoutMs() { for (;;) {} } };\n"
              + "export function onRequest() {}\n",
          "attack.js"),
      notLoaded(
          "meta that is none", "export const meta = 42;\nexport function onRequest() {}\n", "meta"),
      notLoaded(
          "a key of meta that is none",
          "export const meta = { timeoutMS: 5 };\nexport function onRequest() {}\n",
          "timeoutMs"),
      notLoaded(
          "a limit that is none",
          "export const meta = { timeoutMs: 1e9 };\nexport function onRequest() {}\n",
          "timeoutMs")),

  /** The same answers by the interpreter and by the compiler. */
  SAME_ANSWERS(
      answers("[3, 1, 2].sort().join()", "1,2,3"),
      answers("0.1 + 0.2", "0.30000000000000004"),
      answers("(0, [10, 9, 1].toSorted().join())", "1,10,9"),
      answers("[..._()].length", "refused"),
      answers(
          "(() => { let s = 0; for (let i = 0; i < 1000; i++) s = (s * 31 + i) | 0; return s })()",
          "562641396"),
      answers("(-7 >> 1) + ',' + (-7 >>> 28) + ',' + (2 ** 31 | 0)", "-4,15,-2147483648"),
      answers("JSON.stringify({ b: 1, a: [undefined, NaN, -0] })", "{\"b\":1,\"a\":[null,null,0]}"),
      answers("'\\u{1F600}'.length + [...'\\u{1F600}'].length", "3"),
      answers("new Date(0).toISOString()", "1970-01-01T00:00:00.000Z"),
      answers("/(?<y>\\d{4})-(?<m>\\d\\d)/.exec('2026-11').groups.m", "11"),
      answers("parseInt('08') + Number('0x10') + (1 / 3).toFixed(3)", "240.333"));

  private final List<Attack> attacks;

  AttackFamily(Attack... attacks) {
    this.attacks = List.of(attacks);
  }

  /** In the order in which they are run. */
  public List<Attack> attacks() {
    return new ArrayList<>(attacks);
  }
}
