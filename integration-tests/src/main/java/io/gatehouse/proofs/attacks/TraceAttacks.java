package io.gatehouse.proofs.attacks;

import static io.gatehouse.proofs.attacks.Attack.answers;
import static io.gatehouse.proofs.attacks.Attack.fails;
import static io.gatehouse.proofs.attacks.Attack.module;
import static io.gatehouse.proofs.attacks.Attack.refused;

import io.gatehouse.proofs.attacks.Attack.Expected;
import java.util.List;

/** What they leave behind, and what they return. */
final class TraceAttacks {

  private TraceAttacks() {}

  /** What one request, or one policy, leaves for another. */
  static AttackFamily pollution() {
    return new AttackFamily(
        "pollution",
        List.of(
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
                  for (const use of [() => kept[0].headers.get("accept"), () => kept[0].headers.get("host"), () => kept[1].requestId,
                      () => kept[1].vars.get("x"), () => kept[1].consumer]) {
                    try { tried.push(String(use())); } catch (e) { tried.push("no"); }
                  }
                  return new Response(tried.join());
                }
                """,
                new Expected.Answered(List.of("no,no,no,no,no")))));
  }

  /** Outcomes that are none. */
  static AttackFamily outcomes() {
    return new AttackFamily(
        "outcomes",
        List.of(
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
            fails("throw new GatewayError(1e9, 'x')")));
  }

  /** The same answers by the interpreter and by the compiler. */
  static AttackFamily sameAnswers() {
    return new AttackFamily(
        "same-answers",
        List.of(
            answers("[3, 1, 2].sort().join()", "1,2,3"),
            answers("0.1 + 0.2", "0.30000000000000004"),
            answers("(0, [10, 9, 1].toSorted().join())", "1,10,9"),
            answers("[..._()].length", "refused"),
            answers(
                "(() => { let s = 0; for (let i = 0; i < 1000; i++) s = (s * 31 + i) | 0; return s"
                    + " })()",
                "562641396"),
            answers("(-7 >> 1) + ',' + (-7 >>> 28) + ',' + (2 ** 31 | 0)", "-4,15,-2147483648"),
            answers(
                "JSON.stringify({ b: 1, a: [undefined, NaN, -0] })",
                "{\"b\":1,\"a\":[null,null,0]}"),
            answers("'\\u{1F600}'.length + [...'\\u{1F600}'].length", "3"),
            answers("new Date(0).toISOString()", "1970-01-01T00:00:00.000Z"),
            answers("/(?<y>\\d{4})-(?<m>\\d\\d)/.exec('2026-11').groups.m", "11"),
            answers("parseInt('08') + Number('0x10') + (1 / 3).toFixed(3)", "240.333")));
  }
}
