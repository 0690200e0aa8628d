import assert from "node:assert/strict";
import { mock } from "node:test";
import { Signal, signal } from "@preact/signals";
import fc from "fast-check";
import { Reviver } from "../../lib/fresh/browser/boot.ts";
import { scriptSafeJson, scriptSafeList, Serializer } from "../../lib/fresh/render/render_state.ts";
import { inTurns } from "../../lib/fresh/render/render_page.ts";
import { doAtOnce } from "../../lib/time/turns.ts";

/** Sends props of several islands through the page and back. */
function roundTrip(...all: Record<string, unknown>[]): Record<string, unknown>[] {
  const serializer = new Serializer([]);
  const roots = all.map((props, i) => serializer.addProps(`Island${i}`, props));
  doAtOnce(serializer.steps());
  const json = doAtOnce(scriptSafeList(serializer.cells));
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

Deno.test("inTurns() lets all else go on between parts of many documents, however slowly each is written", async () => {
  const clock = { now: 0 };
  const spy = mock.method(performance, "now", () => clock.now);
  try {
    const pairs = Array.from({ length: 1000 }, (_, nth) => ({
      symbol: `C${nth}`,
      get price() {
        clock.now += 1;
        return nth;
      },
    }));
    let [open, longest] = [10, 0];
    const documents = Array.from({ length: open }, async () => {
      const serializer = new Serializer([]);
      serializer.addProps("Island", { pairs });
      await inTurns(serializer.steps());
      open--;
    });
    for (let before = 0; open > 0; before = clock.now) {
      await new Promise((resolve) => setTimeout(resolve));
      longest = Math.max(longest, clock.now - before);
    }
    await Promise.all(documents);
    assert.equal(clock.now, 10_000);
    assert.ok(longest <= 16, `a turn of ${longest} ms`);
  } finally {
    spy.mock.restore();
  }
});

Deno.test("scriptSafeList() writes what scriptSafeJson() would, in parts", () => {
  const lists: unknown[][] = [[], [1], Array.from({ length: 1501 }, (_, nth) => ["a<", nth, null])];
  for (const list of lists) {
    const steps = scriptSafeList(list);
    let parts = 0;
    while (!steps.next().done) parts++;
    assert.equal(doAtOnce(scriptSafeList(list)), scriptSafeJson(list));
    assert.equal(parts, Math.ceil(list.length / 500));
  }
});
