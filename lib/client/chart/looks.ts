import { type Signal, signal } from "@preact/signals";
import { type IndicatorSpec, readIndicator, withoutTwins } from "@/lib/market/indicator_spec.ts";
import { keep, recall } from "../preferences.ts";

export const CHART_SCALES = ["linear", "log", "percent"] as const;
export type ChartScale = typeof CHART_SCALES[number];

/** How charts look in this browser, whichever pair they are of. */
export interface ChartLooks {
  readonly scale: ChartScale;
  /** Each once, in the order in which they were added. */
  readonly indicators: readonly IndicatorSpec[];
}

export const FIRST_LOOKS: ChartLooks = { scale: "linear", indicators: [] };

/** More than this are no help to the eye, and each is worked out anew with every price. */
export const MOST_INDICATORS = 8;

const KEY = "chart";

/** What counts in this browser now; as at first until a chart has looked. */
export const looks: Signal<ChartLooks> = signal(FIRST_LOOKS);

/** Looks up what was chosen in this browser, and follows its other tabs; returns how to stop. */
export function followLooks(): () => void {
  const load = () => looks.value = readLooks(recall("browser", KEY));
  load();
  const hear = ({ key }: StorageEvent) => {
    if (key === null || key === KEY) load();
  };
  addEventListener("storage", hear);
  return () => removeEventListener("storage", hear);
}

/** Changes how charts look, in all tabs of this browser. */
export function changeLooks(change: Partial<ChartLooks>): void {
  looks.value = { ...looks.value, ...change };
  keep("browser", KEY, JSON.stringify(looks.value));
}

/** The looks in what a browser has stored; what is not there or not possible is as at first. */
export function readLooks(stored: string | null): ChartLooks {
  const { scale, indicators } = parsed(stored);
  const read = Array.isArray(indicators) ? indicators.map(readIndicator) : [];
  return {
    scale: CHART_SCALES.find((known) => known === scale) ?? FIRST_LOOKS.scale,
    indicators: withoutTwins(read.filter((each) => each !== null)).slice(0, MOST_INDICATORS),
  };
}

function parsed(text: string | null): Partial<Record<keyof ChartLooks, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
