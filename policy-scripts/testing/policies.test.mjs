// Every `*.test.yaml` below the folder above, or below the folder that POLICIES names.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { casesOf } from "./gatehouse.mjs";

const folder = resolve(process.env.POLICIES ?? join(dirname(fileURLToPath(import.meta.url)), ".."));
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".test.yaml") && !file.includes("node_modules"))
  .sort();

test("there are cases", () => assert.notEqual(files.length, 0, `no *.test.yaml in ${folder}`));

for (const file of files) {
  const cases = await casesOf(join(folder, file));
  describe(relative(folder, join(folder, file)), () => {
    for (const one of cases) {
      test(one.name, async () => {
        const found = await one.run();
        assert.equal(found.length, 0, found.join("\n"));
      });
    }
  });
}
