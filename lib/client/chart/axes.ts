import { defaultHorzScaleBehavior, type IHorzScaleBehavior, type Time } from "lightweight-charts";
import { shortPrice } from "@/lib/market/format_price.ts";
import type { Zone } from "@/lib/text/times.ts";
import { wallMs } from "@/lib/text/wall_time.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type MarkUnit, markWriter } from "./time_text.ts";

type Axis = IHorzScaleBehavior<Time>;
type Points = Parameters<Axis["fillWeightsForPoints"]>[0];
type Mark = Parameters<Axis["formatTickmark"]>[0];

/** Half the width of a letter of a mark, in pixels, rather too wide than too narrow. */
const HALF_LETTER = 3.5;

/** How far the place of a moment is from the nearer end of the axis, in pixels. */
type DistanceToEnd = (time: Time) => number;

/** A time axis whose days and hours begin when they begin in the zone; the library's own knows only UTC. */
export function zonedAxis(zone: Zone, distanceToEnd: DistanceToEnd): Axis {
  const Default = defaultHorzScaleBehavior();
  const write = markWriter(zone);
  return new class extends Default {
    #asked = 0;

    override fillWeightsForPoints(points: Points, startIndex: number): void {
      weigh(points, startIndex, zone);
    }

    override formatTickmark({ originalTime, weight }: Mark): string {
      const time = originalTime as Time;
      const text = write(msOf(time), unitOf(weight));
      // Half a mark at an end says something else: "19:0".
      return distanceToEnd(time) < text.length * HALF_LETTER ? "" : text;
    }

    /** The library would keep each text by its key, but where a mark is changes what it says. */
    override cacheKey(): ReturnType<Axis["cacheKey"]> {
      return this.#asked++ as ReturnType<Axis["cacheKey"]>;
    }
  }();
}

/** A time of the chart in milliseconds: it is given whole seconds only. */
export function msOf(time: Time): number {
  return Number(time) * 1000;
}

function weigh(points: Points, startIndex: number, zone: Zone): void {
  const wallAt = (index: number) => {
    const point = points[index];
    return point === undefined ? null : wallMs(msOf(point.originalTime as Time), zone);
  };
  for (const [index, point] of points.entries()) {
    if (index < startIndex) continue;
    const at = wallAt(index) ?? 0;
    // The first one is taken as if the one before it were as far away as the one after it.
    const before = wallAt(index - 1) ?? 2 * at - (wallAt(1) ?? at);
    point.timeWeight = timeWeight(at, before) as typeof point.timeWeight;
  }
}

/** How important a mark of the time axis is, in the numbers that lightweight-charts uses; the largest unit first. */
const UNITS: readonly (readonly [length: number, weight: number])[] = [
  [DAY_MS, 50],
  [12 * HOUR_MS, 33],
  [6 * HOUR_MS, 32],
  [3 * HOUR_MS, 31],
  [HOUR_MS, 30],
  [30 * MINUTE_MS, 22],
  [5 * MINUTE_MS, 21],
  [MINUTE_MS, 20],
  [1000, 10],
];
const MONTH = 60;
const YEAR = 70;

const NAMED: readonly (readonly [weight: number, unit: MarkUnit])[] = [
  [YEAR, "year"],
  [MONTH, "month"],
  [50, "day"],
  [20, "minute"],
];

/** The weight of a mark by the largest unit that began since the mark before; both in wall time (milliseconds). */
export function timeWeight(at: number, before: number): number {
  const [date, former] = [new Date(at), new Date(before)];
  if (date.getUTCFullYear() !== former.getUTCFullYear()) return YEAR;
  if (date.getUTCMonth() !== former.getUTCMonth()) return MONTH;
  const begun = UNITS.find(([length]) => Math.floor(at / length) !== Math.floor(before / length));
  return begun?.[1] ?? 0;
}

/** The unit that a mark of this weight is named by. */
export function unitOf(weight: number): MarkUnit {
  return NAMED.find(([least]) => weight >= least)?.[1] ?? "second";
}

/** The chart's library tells nothing apart that differs by less than 1e-14, and takes no value from 9e13 on. */
const SMALLEST_AS_IT_IS = 1e-5;
const LARGEST_AS_IT_IS = 1e12;
const LARGEST_TAKEN = 9e13;
const LEAST_MOVE = 1e-8;

/** Prices as the library has them, in units of a power of ten: 1.22 for 1.22e-14. */
export class PriceUnit {
  private constructor(readonly size: number) {}

  static readonly ONE = new PriceUnit(1);

  /** The unit in which prices up to this one can be drawn. */
  static of(highest: number): PriceUnit {
    if (!(highest > 0) || highest === Infinity) return PriceUnit.ONE;
    if (highest >= SMALLEST_AS_IT_IS && highest < LARGEST_AS_IT_IS) return PriceUnit.ONE;
    const power = Math.floor(Math.log10(highest));
    // From a text, the power is the nearest number there is to it.
    return new PriceUnit(Number(`1e${highest < 1 ? power : power - 6}`));
  }

  toChart(price: number): number {
    return this.size === 1 ? price : Math.min(LARGEST_TAKEN, price / this.size);
  }

  fromChart(value: number): number {
    return this.size === 1 ? value : value * this.size;
  }

  /** The smallest difference that the axis shows, of a tick of prices. */
  minMove(tick: number): number {
    if (this.size === 1) return tick;
    return Math.max(LEAST_MOVE, Number((tick / this.size).toPrecision(1)));
  }
}

/** A price, or a difference of prices: `−0.0₅12`. */
export function signedPrice(price: number): string {
  if (price === 0) return "0";
  return price < 0 ? `\u2212${shortPrice(-price)}` : shortPrice(price);
}
