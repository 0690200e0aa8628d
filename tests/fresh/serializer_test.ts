import assert from "node:assert/strict";
import { Signal, signal } from "@preact/signals";
import fc from "fast-check";
import { Reviver } from "../../lib/fresh/browser/revive.ts";
import { scriptSafeJson, Serializer } from "../../lib/fresh/render/render_state.ts";

/** Sends props of several islands through the page and back. */
function roundTrip(...all: Record<string, unknown>[]): Record<string, unknown>[] {
  const serializer = new Serializer([]);
  const roots = all.map((props, i) => serializer.addProps(`Island${i}`, props));
  const json = scriptSafeJson(serializer.cells);
  assert.doesNotMatch(json, /[<\u2028\u2029]/);
  const reviver = new Reviver(JSON.parse(json), () => null);
  return roots.map((root) => reviver.value(root) as Record<string, unknown>);
}

Deno.test("Serializer and Reviver give back any plain value", () => {
  const leaf = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.boolean(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, "</script>", "<!--", "\u2028"),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array({ maxLength: 9 }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      fc.array(fc.tuple(leaf, tie("tree")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      fc.array(leaf, { maxLength: 3 }).map((items) => new Set(items)),
    ),
  }));
  fc.assert(fc.property(tree, (value) => {
    assert.deepStrictEqual(roundTrip({ value })[0], { value });
  }));
});

Deno.test("Serializer keeps what islands share shared, and cycles closed", () => {
  const shared: Record<string, unknown> = { list: [1], count: signal(5) };
  shared.self = shared;
  const [one, two] = roundTrip({ shared }, { shared, count: shared.count }) as {
    shared: { self: unknown; count: Signal<number>; list: number[] };
    count?: Signal<number>;
  }[];
  assert.ok(one && two);
  assert.equal(one.shared, two.shared);
  assert.equal(one.shared.self, one.shared);
  assert.equal(two.count, one.shared.count);
  assert.equal(two.count?.value, 5);
});

Deno.test("Serializer refuses what cannot cross, naming island and prop", () => {
  class Alarm {}
  const cases: [unknown, RegExp][] = [
    [() => 1, /a function .* prop "a.b\[1\]" of island "Island0"/],
    [Symbol("x"), /a symbol .* prop "a.b\[1\]"/],
    [new Alarm(), /an instance of Alarm .* prop "a.b\[1\]"/],
    [Promise.resolve(), /an instance of Promise/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => roundTrip({ a: { b: [0, value] } }), message);
  }
  assert.throws(() => roundTrip({ onClick: () => 1 }), /prop "onClick" of island "Island0"/);
});
