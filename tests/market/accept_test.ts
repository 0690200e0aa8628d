import assert from "node:assert/strict";
import {
  accept,
  type Acceptance,
  type Before,
  believedPart,
  type Observation,
  withoutBadTicks,
} from "@/lib/market/accept.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const STALE_AFTER = 60_000;
const at = (secondsAgo: number) => NOW - secondsAgo * 1000;
const iso = (secondsAgo: number) => new Date(at(secondsAgo)).toISOString();

const known: Before = {
  currentPrice: 100,
  lastUpdate: iso(15),
  unconfirmed: null,
  trouble: null,
};
const outlier: Before = { ...known, unconfirmed: { price: 160, timestamp: iso(10) } };
const numbered: Before = { ...known, unconfirmed: { price: 160, timestamp: iso(10), trade: 7 } };
const fresh: Before = { ...known, currentPrice: null, lastUpdate: null };
const halted: Before = { ...known, trouble: { reason: "Binance does not trade it now" } };

const ROWS: readonly [string, Before, Observation, Acceptance][] = [
  ["the first price", fresh, { price: 5, at: at(0) }, "accepted"],
  ["a newer price", known, { price: 101, at: at(0) }, "accepted"],
  ["the same moment again", known, { price: 101, at: at(15) }, "notNewer"],
  ["an older price", known, { price: 101, at: at(20) }, "notNewer"],
  ["a price of 59 s ago where 60 s is stale", fresh, { price: 5, at: at(59) }, "accepted"],
  ["a price of 61 s ago where 60 s is stale", fresh, { price: 5, at: at(61) }, "stale"],
  ["a source whose clock is 30 s ahead", known, { price: 101, at: at(-30) }, "accepted"],
  ["a price from two minutes ahead", known, { price: 101, at: at(-120) }, "fromTheFuture"],
  ["NaN", known, { price: NaN, at: at(0) }, "notAPrice"],
  ["infinity", known, { price: Infinity, at: at(0) }, "notAPrice"],
  ["zero", known, { price: 0, at: at(0) }, "notAPrice"],
  ["a negative price", known, { price: -1, at: at(0) }, "notAPrice"],
  ["a low that is NaN", known, { price: 100, low: NaN, at: at(0) }, "notAPrice"],
  ["a high of zero", known, { price: 100, high: 0, at: at(0) }, "notAPrice"],
  ["a moment that is no number", known, { price: 100, at: NaN }, "notAPrice"],
  ["exactly 50 % up", known, { price: 150, at: at(0) }, "accepted"],
  ["more than 50 % up", known, { price: 150.01, at: at(0) }, "unconfirmedJump"],
  ["exactly 50 % down", known, { price: 50, at: at(0) }, "accepted"],
  ["more than 50 % down", known, { price: 49.99, at: at(0) }, "unconfirmedJump"],
  ["a jump that the next price confirms", outlier, { price: 158, at: at(0) }, "accepted"],
  ["a jump that the next price takes back", outlier, { price: 101, at: at(0) }, "accepted"],
  ["a jump and then another one", outlier, { price: 400, at: at(0) }, "unconfirmedJump"],
  ["the standing price of a halted pair", halted, { price: 100, at: at(0) }, "inTrouble"],
  ["another price of a halted pair", halted, { price: 101, at: at(0) }, "inTrouble"],
  ["the first price of a halted pair", { ...fresh, trouble: halted.trouble }, {
    price: 101,
    at: at(0),
  }, "inTrouble"],
  ["the outlier itself again", outlier, { price: 160, at: at(10) }, "notNewer"],
  ["the outlier's price again, by nothing known to be another trade", outlier, {
    price: 160,
    at: at(0),
  }, "stillUnconfirmed"],
  [
    "the outlier's trade again by its number",
    numbered,
    { price: 160, at: at(0), trade: 7 },
    "stillUnconfirmed",
  ],
  [
    "another trade at the outlier's price",
    numbered,
    { price: 160, at: at(0), trade: 8 },
    "accepted",
  ],
  ["a second without trades that repeats the outlier's price", numbered, {
    ...{ price: 160, at: at(0), since: at(1), open: 160, low: 160, high: 160, trades: 0 },
  }, "stillUnconfirmed"],
  ["the second of the outlier's trade, once it is over", numbered, {
    ...{ price: 160, at: at(9.5), open: 160, low: 160, high: 160, trades: 1, trade: 7 },
  }, "stillUnconfirmed"],
  ["a later second with a trade at the outlier's price", outlier, {
    ...{ price: 160, at: at(0), since: at(1), open: 160, low: 160, high: 160, trades: 1 },
  }, "accepted"],
  ["the minute that holds the outlier's trade", outlier, {
    ...{ price: 160, at: at(0), since: at(60), open: 100, low: 100, high: 160, trades: 9 },
  }, "stillUnconfirmed"],
  ["a candle of two trades at a price far away", known, {
    ...{ price: 160, at: at(0), since: at(1), open: 160, low: 160, high: 160, trades: 2 },
  }, "accepted"],
  ["a candle of one trade at a price far away", known, {
    ...{ price: 160, at: at(0), since: at(1), open: 160, low: 160, high: 160, trades: 1 },
  }, "unconfirmedJump"],
  ["a candle of two trades, of which one is far away", known, {
    ...{ price: 160, at: at(0), since: at(1), open: 100, low: 100, high: 160, trades: 2 },
  }, "unconfirmedJump"],
  ["a candle of one trade far away, one back and another one far away", known, {
    ...{ price: 160, at: at(0), since: at(1), open: 160, low: 100, high: 160, trades: 3 },
  }, "unconfirmedJump"],
  ["the same candle, of which the first trade was told before", numbered, {
    ...{ price: 160, at: at(9.5), since: at(10.5), open: 160, low: 100, high: 160 },
    ...{ trades: 3, trade: 9 },
  }, "unconfirmedJump"],
  ["a later candle that begins back and ends far away", outlier, {
    ...{ price: 158, at: at(0), since: at(1), open: 100, low: 100, high: 158, trades: 2 },
  }, "unconfirmedJump"],
  ["a later candle that begins far away and came back in between", outlier, {
    ...{ price: 158, at: at(0), since: at(1), open: 160, low: 100, high: 160, trades: 3 },
  }, "accepted"],
  ["a candle that came a long way in steps", known, {
    ...{ price: 160, at: at(0), since: at(60), open: 100, low: 100, high: 170 },
  }, "accepted"],
  ["a trade at the outlier's price, sent with its moment", outlier, {
    ...{ price: 160, at: at(0), tradedAt: at(0) },
  }, "accepted"],
  [
    "a price from before the outlier that is no jump",
    outlier,
    { price: 101, at: at(12) },
    "accepted",
  ],
  [
    "a price from before the outlier near it",
    outlier,
    { price: 161, at: at(12) },
    "stillUnconfirmed",
  ],
];

for (const [sentence, before, observation, expected] of ROWS) {
  Deno.test(`accept() of ${sentence} says ${expected}`, () => {
    assert.equal(accept(before, observation, NOW, STALE_AFTER), expected);
  });
}

for (
  const [sentence, believed, told, kept] of [
    ["a wick of 12 %", 100, { low: 95, high: 112 }, { low: 95, high: 112 }],
    ["a high far from both prices", 100, { low: 99, high: 151.6 }, { low: 99 }],
    ["a low far from both prices", 100, { low: 49, high: 102 }, { high: 102 }],
    ["the way up to a jump", 60, { low: 59, high: 130 }, { low: 59, high: 130 }],
    ["a high far from the only price", null, { low: 100, high: 160 }, { low: 100 }],
    ["neither low nor high", 100, {}, {}],
  ] as const
) {
  Deno.test(`withoutBadTicks() of ${sentence} keeps ${JSON.stringify(kept)}`, () => {
    const seen = { price: 101, at: NOW };
    assert.deepEqual(withoutBadTicks({ ...seen, ...told }, believed), { ...seen, ...kept });
  });
}

Deno.test("believedPart() keeps the way back to the last believed price before an outlier", () => {
  const wick = { price: 20, at: at(0), since: at(1), first: 95, low: 20, high: 100 };
  const { at: _end, ...part } = believedPart(wick, 100) ?? {};
  assert.deepEqual(part, { price: 95, since: at(1), first: 95, low: 95, high: 100 });
  assert.equal(believedPart({ ...wick, first: 100 }, 100), null);
  assert.equal(believedPart({ price: 20, at: at(0) }, 100), null);
});
