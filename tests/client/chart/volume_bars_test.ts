import assert from "node:assert/strict";
import type { IChartApiBase, Time } from "lightweight-charts";
import { volumeText } from "@/components/chart/ChartParts.tsx";
import type { ChartColors } from "@/lib/client/chart/style.ts";
import { VolumeBars } from "@/lib/client/chart/indicator_lines.ts";
import type { Candle } from "@/lib/market/candle.ts";

const STEP = 60_000;
const COLORS = { up: "rgb(1, 2, 3)", down: "rgb(4, 5, 6)" } as ChartColors;
const UP = "rgba(1, 2, 3, 0.3)";
const DOWN = "rgba(4, 5, 6, 0.3)";

const candle = (step: number, close: number, volume?: number): Candle => ({
  ...{ at: step * STEP, open: 100, high: 200, low: 50, close },
  ...(volume === undefined ? {} : { volume }),
});

/** What a chart's histogram was given, in order. */
function drawn() {
  const calls: unknown[] = [];
  const chart = {
    addSeries: () => ({
      setData: (bars: unknown) => calls.push(bars),
      update: (bar: unknown) => calls.push(bar),
    }),
    priceScale: () => ({ applyOptions: () => {} }),
  };
  const bars = new VolumeBars(chart as unknown as IChartApiBase<Time>, COLORS);
  const draw = (candles: Candle[], changedFrom = -Infinity) =>
    bars.draw({ stepMs: STEP, from: 0, candles }, changedFrom);
  return { bars, calls, draw };
}

Deno.test("VolumeBars has a bar where a volume is known, in the colour of its candle's move", () => {
  const { calls, draw } = drawn();
  draw([candle(1, 110, 7), candle(2, 90, 3), candle(3, 120), candle(4, 100, 0)]);
  assert.deepEqual(calls, [[
    { time: 60, value: 7, color: UP },
    { time: 120, value: 3, color: DOWN },
    { time: 240, value: 0, color: UP },
  ]]);
});

Deno.test("VolumeBars redraws only the newest bars while prices move", () => {
  const { calls, draw } = drawn();
  const first = [candle(1, 110, 7), candle(2, 110, 3)];
  draw(first);
  draw([...first.slice(0, 1), candle(2, 90, 3), candle(3, 95)], 2 * STEP);
  assert.deepEqual(calls.slice(1), [{ time: 120, value: 3, color: DOWN }]);
});

Deno.test("VolumeBars draws volumes that are larger than the chart's library takes", () => {
  const { calls, draw } = drawn();
  draw([candle(1, 110, 4e14), candle(2, 110, 2e14)]);
  const [bars] = calls as { value: number }[][];
  assert.deepEqual(bars?.map(({ value }) => value / (bars[0]?.value ?? NaN)), [1, 0.5]);
  assert.ok((bars[0]?.value ?? Infinity) < 9e13);
});

Deno.test("VolumeBars takes over other colours", () => {
  const { bars, calls, draw } = drawn();
  draw([candle(1, 110, 7)]);
  bars.setColors({ ...COLORS, up: "rgb(7, 8, 9)" });
  assert.deepEqual(calls[1], [{ time: 60, value: 7, color: "rgba(7, 8, 9, 0.3)" }]);
});

const TEXTS = [[12.3, "12.3"], [0, "0"], [4_567_000, "4.567M"], [0.00012, "0.00012"]] as const;

for (const [volume, text] of TEXTS) {
  Deno.test(`volumeText() writes ${volume} as ${text}`, () => {
    assert.equal(volumeText(volume), text);
  });
}
