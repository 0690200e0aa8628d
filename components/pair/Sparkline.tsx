import type { PricePoint } from "@/lib/alarms/pair.ts";
import { pairWords } from "./texts.ts";

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 2;

/** The newest prices as a line; decoration beside the numbers, so screen readers skip it. */
export function Sparkline({ points }: { points: readonly PricePoint[] }) {
  if (points.length < 2) return <span class="spark spark-empty">{pairWords.fewPrices}</span>;
  const line = lineOf(points);
  const isDown = (points.at(-1)?.price ?? 0) < (points[0]?.price ?? 0);
  const box = `0 0 ${WIDTH} ${HEIGHT}`;
  return (
    <svg
      class={`spark ${isDown ? "spark-down" : "spark-up"}`}
      viewBox={box}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="spark-area" d={`${line}V${HEIGHT}H0Z`} />
      <path class="spark-line" d={line} />
    </svg>
  );
}

/** Spread by time, so that a gap in the prices is a long straight piece and not a hidden one. */
function lineOf(points: readonly PricePoint[]): string {
  const times = points.map((point) => Date.parse(point.timestamp));
  const prices = points.map((point) => point.price);
  const x = scale(times, 0, WIDTH);
  const y = scale(prices, HEIGHT - MARGIN, MARGIN);
  return points.map((point, index) =>
    `${index === 0 ? "M" : "L"}${x(times[index] ?? 0)} ${y(point.price)}`
  ).join("");
}

function scale(values: readonly number[], from: number, to: number): (value: number) => string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const middle = (from + to) / 2;
  return (value) => (span === 0 ? middle : from + (value - least) / span * (to - from)).toFixed(1);
}
