import assert from "node:assert/strict";
import { FIRST_ALARM_VIEW } from "@/lib/client/alarms/alarm_view.ts";
import { nameProblem, readViews } from "@/components/alarm/ViewsDialog.tsx";

const stored = (views: unknown, version: unknown = 1) => JSON.stringify({ version, views });
const swing = { name: "Swing", query: "?find=%23swing&sort=distance&group=pair" };
const SWING = { text: "#swing", look: "any", sort: "distance", group: "pair" };

const ROWS: readonly (readonly [says: string, text: string | null, names: readonly string[]])[] = [
  ["nothing where nothing is stored", null, []],
  ["nothing of what is no JSON", "{", []],
  ["nothing of another version", stored([swing], 2), []],
  ["nothing of what is no list", stored("Swing"), []],
  ["nothing of null", "null", []],
  ["what is whole among what is not", stored([1, null, {}, { name: "x" }, swing]), ["Swing"]],
  ["one of each name", stored([swing, { ...swing, query: "" }]), ["Swing"]],
  [
    "no empty and no endless names",
    stored([
      ...[{ name: " ", query: "" }, { name: "x".repeat(41), query: "" }],
    ]),
    [],
  ],
  [
    "thirty at most",
    stored(Array.from({ length: 40 }, (_, nth) => ({ name: `${nth}`, query: "" }))),
    [
      ...Array.from({ length: 30 }, (_, nth) => `${nth}`),
    ],
  ],
];

for (const [says, text, names] of ROWS) {
  Deno.test(`readViews() reads ${says}`, () => {
    assert.deepEqual(readViews(text).map(({ name }) => name), names);
  });
}

Deno.test("readViews() reads filter, order and groups; what it does not know is as at first", () => {
  const unknown = { name: "Odd", query: "?sort=best&state=happy&group=colour" };
  const [first, second] = readViews(stored([swing, unknown]));
  assert.deepEqual(first?.view, SWING);
  assert.deepEqual(second?.view, FIRST_ALARM_VIEW);
});

Deno.test("nameProblem() refuses empty, long and known names", () => {
  const others = readViews(stored([swing]));
  assert.match(nameProblem(" ", others) ?? "", /Give it a name/);
  assert.match(nameProblem("x".repeat(41), others) ?? "", /at most 40/);
  assert.match(nameProblem(" Swing ", others) ?? "", /There is “Swing” already/);
  assert.equal(nameProblem("Dips", others), null);
});
