import assert from "node:assert/strict";
import type { StoredTrouble } from "@/lib/alarms/pair.ts";
import { decideTroubles } from "@/lib/engine/health/care.ts";
import type { PairTrouble } from "@/lib/sources/source.ts";
import { pricedPair, stateOf } from "./pairs.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const EARLIER = "2026-01-15T11:00:00.000Z";
const since = new Date(NOW).toISOString();

const halted: PairTrouble = { kind: "halted", reason: "Not now (HALT)" };
const broken: PairTrouble = { kind: "halted", reason: "Not now (BREAK)" };
const gone: PairTrouble = { kind: "delisted", reason: "Gone" };
const before = (trouble: PairTrouble): StoredTrouble => ({ ...trouble, since: EARLIER });

/** What is stored, what the source says now, and what comes of it; undefined for nothing. */
type Row = readonly [
  string,
  StoredTrouble | null,
  PairTrouble | undefined,
  StoredTrouble | null | undefined,
];

const ROWS: readonly Row[] = [
  ["leaves a pair alone that is well", null, undefined, undefined],
  ["gives up a pair that is halted", null, halted, { ...halted, since }],
  ["says nothing of the same trouble again", before(halted), halted, undefined],
  ["keeps since when it is in trouble when only the words differ", before(halted), broken, {
    ...broken,
    since: EARLIER,
  }],
  ["tells another trouble from the one before", before(halted), gone, { ...gone, since }],
  ["lets a pair go on that is traded again", before(halted), undefined, null],
];

const decide = (symbol: string, stored: StoredTrouble | null, found: PairTrouble | undefined) => {
  const pair = { ...pricedPair(symbol, { price: 1, at: NOW }), trouble: stored };
  const troubles = new Map(found === undefined ? [] : [[symbol, found]]);
  return decideTroubles(stateOf(pair), { asked: [pair], troubles, now: NOW });
};

for (const [sentence, stored, found, trouble] of ROWS) {
  Deno.test(`decideTroubles() ${sentence}`, () => {
    const events = decide("BTCUSDT", stored, found);
    const expected = { type: "pairTroubled", symbol: "BTCUSDT", trouble };
    assert.deepEqual(events, trouble === undefined ? [] : [expected]);
  });
}

Deno.test("decideTroubles() names the new name of a coin that its exchange has given up", () => {
  const [event] = decide("MATICUSDT", null, gone);
  assert.deepEqual(event?.trouble, {
    ...{ kind: "renamed", renamedTo: "POL", since },
    reason: "MATIC is called POL now: Gone",
  });
  assert.deepEqual(decide("MATICUSDT", event?.trouble ?? null, gone), []);
});

Deno.test("decideTroubles() says nothing of pairs that were removed or added anew meanwhile", () => {
  const asked = pricedPair("BTCUSDT", { price: 1, at: NOW });
  const troubles = new Map([["BTCUSDT", halted]]);
  const anew = pricedPair("BTCUSDT", { price: 1, at: NOW + 1000 });
  const moved = { ...asked, source: "kraken" as const };
  for (const state of [stateOf(), stateOf(anew), stateOf(moved)]) {
    assert.deepEqual(decideTroubles(state, { asked: [asked], troubles, now: NOW }), []);
  }
});
