import assert from "node:assert/strict";
import { test } from "node:test";
import { parseYaml, YamlError } from "./yaml.mjs";

const READ = [
  ["a: 1", { a: 1 }],
  ["a: -1.5e3\nb: 0x1f\nc: 0o17\nd: 1_000\ne: 12:30", { a: -1500, b: 31, c: 15, d: "1_000", e: "12:30" }],
  ["a: yes\nb: no\nc: on\nd: true\ne: False\nf: ~\ng:\nh: null", { a: "yes", b: "no", c: "on", d: true, e: false, f: null, g: null, h: null }],
  ["a: upstream://crm/x?y=1#z # comment", { a: "upstream://crm/x?y=1#z" }],
  ["a: 'it''s'\nb: \"\\u00e4\\n\"\n'c d': 1\n\"e\": ' # no comment'", { a: "it's", b: "ä\n", "c d": 1, e: " # no comment" }],
  ["- 1\n- a: 2\n  b: 3\n-\n  - 4\n- - 5\n  - 6", [1, { a: 2, b: 3 }, [4], [5, 6]]],
  ["a:\n- 1\n- 2\nb: 3", { a: [1, 2], b: 3 }],
  ["a: { b: [1, 'x, y', { c: d }], e: , f: [] }", { a: { b: [1, "x, y", { c: "d" }], e: null, f: [] } }],
  ["a: [1, # one\n  2,\n\n  3]\nb: {\n  c: 1\n}", { a: [1, 2, 3], b: { c: 1 } }],
  ["a: |\n  one\n\n    two\n  # three\nb: |-\n  x\nc: 1", { a: "one\n\n  two\n# three\n", b: "x", c: 1 }],
  ["# nothing\n\na: <!DOCTYPE a [<!ENTITY b \"c\">]>", { a: '<!DOCTYPE a [<!ENTITY b "c">]>' }],
  ["__proto__: { polluted: true }", JSON.parse('{"__proto__":{"polluted":true}}')],
];

const REFUSED = [
  ["a: &x 1", /'&' is not read/],
  ["a: *x", /'\*' is not read/],
  ["a: !!str 1", /'!' is not read/],
  ["a: > folded", /'>' is not read/],
  ["a: 1\na: 2", /'a' is there twice/],
  ["a: { b: 1, b: 2 }", /'b' is there twice/],
  ["a: one\n  two", /several lines/],
  ["a: [1, 2", /not closed/],
  ["a: 'x", /not closed/],
  ["a: ['x\n  y']", /not closed/],
  ["a: b: c", /colon/],
  ["a:\n   b: 1\n  c: 2", /indentation/],
  ["---\na: 1", /one document/],
  ["a:\n\tb: 1", /tab/],
  ["a: [1] 2", /unexpected '2'/],
];

test("what cases are written in is read", () => {
  for (const [text, expected] of READ) assert.deepEqual(parseYaml(text), expected, text);
});

test("what is not read is refused with its line", () => {
  for (const [text, reason] of REFUSED) {
    assert.throws(
      () => parseYaml(text, "x.yaml"),
      (error) => error instanceof YamlError && reason.test(error.message) && /^x\.yaml:\d+: /.test(error.message),
      text,
    );
  }
});
