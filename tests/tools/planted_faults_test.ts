import assert from "node:assert/strict";
import { FAULTS } from "../../tools/planted_faults/faults.ts";
import { plant } from "../../tools/planted_faults/run.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("plant() finds the text of each of the 40 faults, and the tests that are to see it", async () => {
  assert.equal(FAULTS.length, 40);
  assert.equal(new Set(FAULTS.map(({ name }) => name)).size, 40);
  for (const fault of FAULTS) {
    const text = await Deno.readTextFile(new URL(fault.file, ROOT));
    assert.notEqual(plant(text, fault), text, fault.name);
    for (const test of fault.tests) assert.ok((await Deno.stat(new URL(test, ROOT))).isFile);
  }
});

Deno.test("plant() refuses a text that is not there, or there twice", () => {
  const fault = { name: "x", file: "a.ts", find: "b", put: "c", tests: [] };
  assert.throws(() => plant("a", fault), /Fault "x": its text stands 0 times in a\.ts/);
  assert.throws(() => plant("abab", fault), /stands 2 times/);
});
