import assert from "node:assert/strict";
import fc from "fast-check";
import { carryTo, dropped, pickUp, placeOf } from "@/components/board/reorder.tsx";

const ROWS: readonly (readonly [
  says: string,
  row: { shown: string; symbol: string; place: number; all: string; after: string | null },
])[] = [
  ["to the top", { shown: "abcd", symbol: "c", place: 0, all: "abcd", after: "cabd" }],
  ["to the end", { shown: "abcd", symbol: "a", place: 3, all: "abcd", after: "bcda" }],
  ["past the end", { shown: "abcd", symbol: "a", place: Infinity, all: "abcd", after: "bcda" }],
  ["past the top", { shown: "abcd", symbol: "b", place: -9, all: "abcd", after: "bacd" }],
  ["nowhere", { shown: "abcd", symbol: "b", place: 1, all: "abcd", after: null }],
  ["before its neighbour of a few", {
    ...{ shown: "bd", symbol: "d", place: 0, all: "abcde", after: "adbce" },
  }],
  ["behind its neighbour of a few", {
    ...{ shown: "bd", symbol: "b", place: 1, all: "abcde", after: "acdbe" },
  }],
];

for (const [says, { shown, symbol, place, all, after }] of ROWS) {
  Deno.test(`carry moves a row ${says}`, () => {
    const carry = carryTo(pickUp([...shown], symbol), place);
    assert.equal(dropped(carry, [...all])?.join("") ?? null, after);
  });
}

Deno.test("carry keeps every pair, and the shown ones as they are seen", () => {
  const story = fc.record({
    all: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" }), {
      ...{ minLength: 1, maxLength: 12 },
      selector: (text) => text.replaceAll(",", "."),
    }).map((symbols) => symbols.map((text) => text.replaceAll(",", "."))),
    hidden: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    pick: fc.nat(11),
    places: fc.array(fc.integer({ min: -2, max: 14 }), { maxLength: 5 }),
  });
  fc.assert(fc.property(story, ({ all, hidden, pick, places }) => {
    const shown = all.filter((_, index) => !hidden[index]);
    const symbol = shown[pick % Math.max(1, shown.length)];
    if (symbol === undefined) return;
    const carry = places.reduce(carryTo, pickUp(shown, symbol));
    const order = dropped(carry, all) ?? all;
    assert.deepEqual([...order].sort(), [...all].sort());
    assert.deepEqual(order.filter((other) => shown.includes(other)), carry.order);
    assert.equal(carry.order[placeOf(carry)], symbol);
  }));
});
