import assert from "node:assert/strict";
import fc from "fast-check";
import { roundPrice } from "@/lib/alarms/kinds/target/typed.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";
import { suggestLines } from "@/lib/client/line/suggest.ts";
import { readTypedNumber } from "@/lib/market/typed_number.ts";
import { WATCHED } from "./line_pairs.ts";

const CONTEXT = { watched: WATCHED, now: Date.parse("2026-01-14T12:00:00Z"), zone: "UTC" };
const suggest = (text: string, watched = WATCHED) =>
  suggestLines(text, readAlarmLine(text, { ...CONTEXT, watched }), watched);

const ROWS: readonly (readonly [text: string, lines: readonly string[]])[] = [
  ["", ["btc/eur > 65k", "btc 5% in 15m", "eth -10% from high", "eth/btc +10% from low"]],
  ["d", ["doge/eur", "doge/gbp", "d 5% in 15m", "d -10% from high"]],
  ["btc", ["btc > 70k", "btc 5% in 15m", "btc -10% from high", "btc +10% from low"]],
  ["btc -", ["btc -10% from high"]],
  ["btc 5%", ["btc 5% in 15m", "btc 5% from high", "btc 5% from low", "btc 5% since start"]],
  ["btc -5%", ["btc -5% from high", "btc -5% in 1h", "btc -5% since start"]],
  ["btc +5%", ["btc +5% from low", "btc +5% in 1h", "btc +5% since start"]],
  ["btc > 70k", ["btc > 70k repeat 10m", "btc > 70k expires tomorrow"]],
  ["btc > 70k repeat", ["btc > 70k repeat expires tomorrow"]],
  ["btc > 70k note: x", []],
  // What follows would be a part of the note.
  ["btc > 90k note:", []],
  ["btc > 90k note ", []],
  ["btc > 90k #", []],
  ["btc note: 5%", []],
  ["btc > 70k tags #dip", [
    "btc > 70k tags #dip repeat 10m",
    "btc > 70k tags #dip expires tomorrow",
  ]],
  ["btc > 70k tags dip,swing once", ["btc > 70k tags dip,swing once expires tomorrow"]],
  ["btc > 70k tags", []],
  ["btc > 70k tags #", []],
  ["btc > 70k tags dip,", []],
  ["btc > 70k tags #dip # buy", []],
  ["btc > 7ok", []],
  ["doge > 1", ["dogeeur > 1", "dogegbp > 1"]],
];

Deno.test("suggestLines() goes on from what is typed", async (t) => {
  for (const [text, lines] of ROWS) {
    await t.step(text, () => assert.deepEqual(suggest(text), lines));
  }
});

Deno.test("suggestLines() shows how it is done while nothing is watched", () => {
  const lines = suggest("", []);
  assert.equal(lines.length, 4);
  for (const line of lines) assert.equal(readAlarmLine(line, CONTEXT).kind, "alarm", line);
});

Deno.test("roundPrice() is a number on that side, at most a fifth away", () => {
  const prices = fc.double({ min: 1e-8, max: 1e9, noNaN: true });
  const property = fc.property(prices, fc.constantFrom(1 as const, -1 as const), (price, side) => {
    const text = roundPrice(price, side);
    const read = readTypedNumber(text.replace("k", ""), "a price");
    const round = read.ok ? read.value * (text.endsWith("k") ? 1000 : 1) : NaN;
    assert.ok(side === 1 ? round > price : round < price, `${text} for ${price}`);
    assert.ok(Math.abs(round / price - 1) <= 0.2, `${text} for ${price}`);
  });
  fc.assert(property);
});
