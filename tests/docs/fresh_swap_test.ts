import assert from "node:assert/strict";
import { projectFile } from "./project_file.ts";

const OWN = '"fresh": "jsr:@crypto-price-alarm/fresh@^2.3.3"';
const UPSTREAM = '"fresh": "jsr:@fresh/core@^2.3.3"';

Deno.test("deno.fresh.json: is deno.json with upstream Fresh in place of lib/fresh", () => {
  const own = projectFile("deno.json");
  assert.equal(own.split(OWN).length, 2, "one entry, and no other leads to Fresh");
  assert.equal(projectFile("deno.fresh.json"), own.replace(OWN, UPSTREAM));
});

Deno.test("lib/fresh/deno.json: offers the entries of upstream that the app uses", () => {
  const { name, version, exports } = JSON.parse(projectFile("lib/fresh/deno.json"));
  assert.deepEqual([name, version], ["@crypto-price-alarm/fresh", "2.3.3"]);
  assert.deepEqual(Object.keys(exports), [".", "./runtime", "./dev"]);
});
