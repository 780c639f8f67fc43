package io.gatehouse.proofs.attacks;

import static io.gatehouse.proofs.attacks.Attack.contained;
import static io.gatehouse.proofs.attacks.Attack.stopped;

import java.util.List;

/** Time and memory. */
final class RunawayAttacks {

  private RunawayAttacks() {}

  /** Time and memory. */
  static AttackFamily runaway() {
    return new AttackFamily(
        "runaway",
        List.of(
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
            stopped(
                "return Promise.resolve().then(function f() { return Promise.resolve().then(f) })"),
            contained(
                "return (async () => { const all = []; for (;;) all.push(new Promise(() => {}))"
                    + " })()"),
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
            contained("for (;;) new Intl.NumberFormat('de')")));
  }

  /** Going on though told to stop. */
  static AttackFamily catchAndContinue() {
    return new AttackFamily(
        "catch-and-continue",
        List.of(
            stopped("for (;;) { try { for (;;) {} } catch (e) {} }"),
            stopped("while (true) { try { for (;;) {} } catch (e) {} finally {} }"),
            stopped("for (;;) { try { throw 1 } finally { continue } }"),
            stopped("try { for (;;) {} } finally { for (;;) {} }"),
            stopped("a: for (;;) { try { for (;;) {} } finally { continue a } }"),
            stopped(
                "return (async () => { for (;;) { try { for (;;) {} } catch (e) { await 0 } }"
                    + " })()"),
            stopped("return (async () => { try { for (;;) {} } finally { for (;;) await 0 } })()"),
            stopped(
                "const g = (function* () { try { for (;;) {} } finally { for (;;) yield 1 } })();"
                    + " for (const x of g) {}"),
            stopped(
                "[1, 2, 3].sort(() => { try { for (;;) {} } catch { return 0 } }); for (;;) {}"),
            stopped("JSON.stringify({ toJSON() { try { for (;;) {} } catch { for (;;) {} } } })"),
            contained("(function f() { try { f() } catch (e) { f() } })()"),
            contained("(function f() { try { f() } finally { f() } })()"),
            stopped(
                "return new Promise((resolve) => { try { for (;;) {} } finally { for (;;) {} } })"),
            stopped("return { then(resolve) { for (;;) { try { for (;;) {} } catch {} } } }")));
  }
}
