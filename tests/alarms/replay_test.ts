import assert from "node:assert/strict";
import fc from "fast-check";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { Replay } from "@/lib/alarms/replay.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { someCandles, someNewAlarm, STEP_MS } from "./arbitrary_candles.ts";
import { iso, START } from "./build.ts";

const OPTIONS = { symbol: "BTCUSDT", stepMs: STEP_MS, now: Infinity };

/** Candles of a minute each that hold one price, from the start on. */
function closes(...prices: number[]): Candle[] {
  return prices.map((price, minute) => ({
    ...{ at: START + minute * STEP_MS, open: price, high: price, low: price, close: price },
  }));
}

const endOf = (minute: number) => iso(START + (minute + 1) * STEP_MS - 1);

interface Row {
  readonly says: string;
  readonly wanted: Record<string, unknown>;
  readonly candles: readonly Candle[];
  /** Minutes in which it fires. */
  readonly fires: readonly number[];
  /** The first minute in which it could. */
  readonly from?: number | null;
}

const ABOVE = { type: "target", targetPrice: 110, direction: "fromBelow" };
const SWINGS = closes(100, 110, 120, 100, 111, 100, 112);
const ROWS: Row[] = [
  { says: "counts each crossing", wanted: ABOVE, candles: SWINGS, fires: [1, 4, 6] },
  {
    says: "lets an alarm that rings once ring again whatever its cooldown says",
    wanted: { ...ABOVE, mode: "once", cooldownSeconds: 86_400 },
    candles: SWINGS,
    fires: [1, 4, 6],
  },
  {
    says: "heeds the cooldown of one that rings every time",
    wanted: { ...ABOVE, mode: "repeat", cooldownSeconds: 240 },
    candles: SWINGS,
    fires: [1, 6],
  },
  {
    says: "does not fire for what was so when it began",
    wanted: { ...ABOVE, targetPrice: 90 },
    candles: SWINGS,
    fires: [],
  },
  {
    says: "sees a wick",
    wanted: ABOVE,
    candles: closes(100, 100, 100).map((candle, minute) =>
      minute === 1 ? { ...candle, high: 115 } : candle
    ),
    fires: [1],
  },
  {
    says: "records the maximum from its first candle on",
    wanted: { type: "percentChange", percentage: 10, changeType: "downFromMax" },
    candles: closes(100, 95, 90, 100, 120, 108),
    fires: [2, 5],
  },
  {
    says: "waits until a window is full",
    wanted: {
      type: "timeframe",
      percentage: 5,
      direction: "up",
      timeValue: 3,
      timeUnit: "minutes",
    },
    candles: closes(100, 110, 120, 120, 120, 120, 127),
    fires: [3, 6],
    from: 3,
  },
  {
    says: "tells that a window was never full",
    wanted: { type: "timeframe", percentage: 5, direction: "up", timeValue: 1, timeUnit: "hours" },
    candles: closes(100, 110, 120),
    fires: [],
    from: null,
  },
  {
    says: "measures since the start anew from each fire",
    wanted: { type: "timeframe", percentage: 10, direction: "up", timeUnit: "sinceStart" },
    candles: closes(100, 110, 115, 121, 121),
    fires: [1, 3],
  },
  {
    says: "leaves an expiry out, which is not about the past",
    wanted: { ...ABOVE, expiresAt: iso(START - 1) },
    candles: SWINGS,
    fires: [1, 4, 6],
  },
  {
    says: "says that one candle is too little",
    wanted: ABOVE,
    candles: closes(120),
    fires: [],
    from: null,
  },
];

for (const { says, wanted, candles, fires, from = 1 } of ROWS) {
  Deno.test(`Replay ${says}`, () => {
    const replay = new Replay(NewAlarm.parse(wanted), OPTIONS);
    replay.play(candles);
    const { result } = replay;
    assert.deepEqual(result.fires.map(({ at }) => iso(at)), fires.map(endOf));
    assert.equal(
      result.from === null ? null : iso(result.from),
      from === null ? null : endOf(from),
    );
  });
}

Deno.test("Replay ends the candle that is not over yet at this moment", () => {
  const now = START + 1.5 * STEP_MS;
  const replay = new Replay(NewAlarm.parse(ABOVE), { ...OPTIONS, now });
  replay.play(closes(100, 111));
  assert.deepEqual(replay.result.fires.map(({ at }) => at), [now]);
  assert.equal(replay.result.to, now);
});

Deno.test("Replay of candles in parts is the replay of them all", () => {
  fc.assert(fc.property(someNewAlarm, someCandles, fc.nat(60), (wanted, candles, cut) => {
    const [whole, parts] = [new Replay(wanted, OPTIONS), new Replay(wanted, OPTIONS)];
    whole.play(candles);
    parts.play(candles.slice(0, cut));
    parts.play(candles.slice(cut));
    assert.deepEqual(parts.result, whole.result);
  }));
});
