import assert from "node:assert/strict";
import fc from "fast-check";
import { Ladder } from "@/lib/alarms/ladder.ts";
import { sortedRungs } from "@/lib/alarms/rungs.ts";

const VALUES = [1, 2, 3, 4, 5];
const place = fc.nat(30);
// What stands in a place and what is put there instead: the same value, another one, or nothing.
const change = fc.tuple(place, fc.option(fc.constantFrom(...VALUES)));
const changes = fc.uniqueArray(change, { maxLength: 12, selector: ([place]) => place });

/** A list of values and places as a ladder takes it. */
function rungs(entries: readonly (readonly [place: number, value: number])[]) {
  return sortedRungs(entries.map(([, value]) => value), entries.map(([place]) => place));
}

/** The places that a ladder finds for one value. */
function found(ladder: Ladder, wanted: number): number[] {
  const start = ladder.countWhile((value) => value < wanted);
  const end = ladder.countWhile((value) => value <= wanted);
  return [...ladder.places({ start, end })].sort((a, b) => a - b);
}

Deno.test("Ladder finds the places of every value after any changes", () => {
  fc.assert(fc.property(fc.array(changes, { maxLength: 10 }), (rounds) => {
    const ladder = new Ladder();
    const model = new Map<number, number>();
    for (const round of rounds) {
      const gone = round.flatMap(([place]): [number, number][] => {
        const value = model.get(place);
        return value === undefined ? [] : [[place, value]];
      });
      const added = round.flatMap(([place, value]): [number, number][] =>
        value === null ? [] : [[place, value]]
      );
      ladder.change(rungs(gone), rungs(added));
      for (const [place] of gone) model.delete(place);
      for (const [place, value] of added) model.set(place, value);
      assert.equal(ladder.length, model.size);
      for (const wanted of VALUES) {
        const expected = [...model].filter(([, value]) => value === wanted).map(([place]) => place);
        assert.deepEqual(found(ladder, wanted), expected.sort((a, b) => a - b));
      }
    }
  }));
});
