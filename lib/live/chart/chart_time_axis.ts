import { defaultHorzScaleBehavior, type IHorzScaleBehavior, type Time } from "lightweight-charts";
import { markWriter } from "./chart_time_text.ts";
import { timeWeight, unitOf } from "./chart_time_weight.ts";
import type { Zone } from "../time_text.ts";
import { wallMs } from "../wall_time.ts";

type Axis = IHorzScaleBehavior<Time>;
type Points = Parameters<Axis["fillWeightsForPoints"]>[0];
type Mark = Parameters<Axis["formatTickmark"]>[0];

/** Half the width of a letter of a mark, in pixels, rather too wide than too narrow. */
const HALF_LETTER = 3.5;

/** How far the place of a moment is from the nearer end of the axis, in pixels. */
export type DistanceToEnd = (time: Time) => number;

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
