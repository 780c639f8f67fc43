package io.gatehouse.proofs.attacks;

import static io.gatehouse.proofs.attacks.Attack.notLoaded;

import java.util.List;

/** What they are written as. */
final class SourceAttacks {

  private SourceAttacks() {}

  /** Files that cannot be taken. */
  static AttackFamily sources() {
    return new AttackFamily(
        "sources",
        List.of(
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
            notLoaded("a syntax error", "export function onRequest( {\n", "attack.js:"),
            notLoaded("no hook", "export const x = 1;\n", "attack.js"),
            notLoaded("an unknown export", "export function onReqest() {}\n", "onRequest"),
            notLoaded(
                "an endless top level",
                "for (;;) {}\nexport function onRequest() {}\n",
                "attack.js"),
            notLoaded(
                "an endless top level that catches",
                "for (;;) { try { for (;;) {} } catch {} }\nexport function onRequest() {}\n",
                "attack.js"),
            notLoaded(
                "a top level that fills the memory",
                """
                const a = []; for (;;) a.push(new ArrayBuffer(2 ** 24));
                export function onRequest() {}
                """,
                "attack.js"),
            notLoaded(
                "an import from outside",
                "import x from '../../etc/passwd';\nexport function onRequest() {}\n",
                "attack.js:"),
            notLoaded(
                "an import from the network",
                "import x from 'http://127.0.0.1:9/x.js';\nexport function onRequest() {}\n",
                "attack.js:"),
            notLoaded(
                "an import of itself that is not there",
                "import x from './lib/nowhere.js';\nexport function onRequest() {}\n",
                "attack.js:"),
            notLoaded(
                "meta with an endless getter",
                """
                export const meta = { get timeoutMs() { for (;;) {} } };
                export function onRequest() {}
                """,
                "attack.js"),
            notLoaded(
                "meta that is none",
                "export const meta = 42;\nexport function onRequest() {}\n",
                "meta"),
            notLoaded(
                "a key of meta that is none",
                "export const meta = { timeoutMS: 5 };\nexport function onRequest() {}\n",
                "timeoutMs"),
            notLoaded(
                "a limit that is none",
                "export const meta = { timeoutMs: 1e9 };\nexport function onRequest() {}\n",
                "timeoutMs")));
  }
}
