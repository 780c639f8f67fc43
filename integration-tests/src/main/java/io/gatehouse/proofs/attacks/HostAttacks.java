package io.gatehouse.proofs.attacks;

import static io.gatehouse.proofs.attacks.Attack.absent;
import static io.gatehouse.proofs.attacks.Attack.answers;
import static io.gatehouse.proofs.attacks.Attack.contained;
import static io.gatehouse.proofs.attacks.Attack.refused;

import java.util.List;

/** What is not theirs: Java, the machine, objects of the host. */
final class HostAttacks {

  private HostAttacks() {}

  /** Java, files, processes, other languages, other code. */
  static AttackFamily hostAccess() {
    return new AttackFamily(
        "host-access",
        List.of(
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
            refused("request.headers.get.constructor('return this')()")));
  }

  /** Objects of the host, through what the host hands over. */
  static AttackFamily hostObjects() {
    return new AttackFamily(
        "host-objects",
        List.of(
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
                "(() => { try { request.headers.set('a b', 1) } catch (e) { return typeof"
                    + " e.getStackTrace } })()",
                "undefined"),
            answers(
                "(() => { try { request.headers.set('a b', 1) } catch (e) { return typeof"
                    + " e.getCause } })()",
                "undefined"),
            answers(
                "(() => { try { request.headers.set('a b', 1) } catch (e) { return e instanceof"
                    + " TypeError } })()",
                "true"),
            answers(
                "(() => { try { request.headers.set('a b', 1) } catch (e) { return"
                    + " /java|graal/i.test(e.stack) } })()",
                "false"),
            answers(
                "[...request.headers].every(f => Array.isArray(f) && f.getClass === undefined)",
                "true"),
            answers("Object.getPrototypeOf(request.headers.entries()).getClass", "undefined"),
            answers("Object.setPrototypeOf(request.headers, { get: () => 1 }).get('host')", "1"),
            refused("request.headers.get.call({}, 'host')"),
            refused("request.headers.set.call(context, 'x-a', '1')"),
            refused(
                "Object.getOwnPropertyDescriptor(Object.getPrototypeOf(request),"
                    + " 'path').get.call({})"),
            refused("request.headers.set('x-a', { toString() { return { } } })"),
            refused("request.headers.set(Symbol('x'), '1')"),
            refused(
                "request.headers.set('x-a', { [Symbol.toPrimitive]() { throw new Error('mine') }"
                    + " })"),
            answers(
                "(() => { let n = 0; request.headers.set('x-a', { toString() { n++; return"
                    + " request.headers.get('host') } }); return n })()",
                "1"),
            refused("new Headers({ get a() { throw new Error('mine') } })"),
            refused("new Headers((function* () { throw new Error('mine') })())"),
            answers("Object.keys(structuredClone(request)).length", "0", "refused"),
            refused("structuredClone(() => 1)"),
            answers("typeof Proxy", "undefined"),
            refused("new Proxy(request, {})")));
  }

  /** What belongs to the operator, to the machine or to others. */
  static AttackFamily secrets() {
    return new AttackFamily(
        "secrets",
        List.of(
            absent("env"),
            answers("typeof globalThis.process?.env", "undefined"),
            refused("context.secrets.get('anything')"),
            refused("context.secrets.get('../../../etc/passwd')"),
            refused("context.secrets.get('constructor')"),
            answers("Object.keys(context.secrets).join()", "get", ""),
            answers("JSON.stringify(context.secrets)", "{}", "undefined"),
            answers("context.cache.get('another/policy')", "undefined"),
            answers("context.cache.get('__proto__')", "undefined"),
            answers("typeof context.config.constructor", "function", "undefined"),
            refused("java.lang.System.getenv()")));
  }

  /** Calls to where no policy may call. */
  static AttackFamily egress() {
    return new AttackFamily(
        "egress",
        List.of(
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
            refused("fetch('upstream://back/', { headers: { 'x-a': 'a\\r\\nb: c' } })"),
            refused("fetch('upstream://back/', { method: 'GET /x' })"),
            refused("fetch({ toString() { return 'http://127.0.0.1:9080/' } })"),
            contained(
                "return (async () => { for (;;) fetch('upstream://back/x').catch(() => {}) })()")));
  }
}
