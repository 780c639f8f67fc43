import { readFileSync } from "node:fs"; // -> TS2307
export function onRequest() {
  readFileSync("/etc/passwd");
}
