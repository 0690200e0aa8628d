import type { Fire } from "@/lib/alarms/fire.ts";
import type { PairView, Status } from "@/lib/protocol/frames.ts";

/** What the first minute in the demo knows of itself; kept for the tab, across its pages. */
export interface TourMemory {
  /** When it began, by the server's clock (ISO): alarms of before are not the person's. */
  readonly since: string;
  /** The alarm that was set. */
  readonly alarm: string | null;
  readonly hasRung: boolean;
}

/** What a person does next. */
export type TourStep = "set" | "wait" | "acknowledge" | "why";

interface TourModel {
  readonly pairs: readonly Pick<PairView, "alarms">[];
  readonly ringing: readonly Pick<Fire, "alarmId">[];
}

/** What is known after the page's model has moved. */
export function tourAfter(memory: TourMemory, { pairs, ringing }: TourModel): TourMemory {
  const alarms = pairs.flatMap((pair) => pair.alarms);
  const isNew = ({ createdAt }: { createdAt: string }) => createdAt > memory.since;
  const own = alarms.find(({ id }) => id === memory.alarm);
  const found = own ?? alarms.findLast(isNew);
  const alarm = memory.hasRung ? memory.alarm : found?.id ?? null;
  const rings = ringing.some(({ alarmId }) => alarmId === alarm) || found?.triggered === true;
  const hasRung = memory.hasRung || alarm !== null && rings;
  const isSame = alarm === memory.alarm && hasRung === memory.hasRung;
  return isSame ? memory : { ...memory, alarm, hasRung };
}

export function tourStep({ alarm, hasRung }: TourMemory, { ringing }: TourModel): TourStep {
  if (alarm === null) return "set";
  if (!hasRung) return "wait";
  return ringing.some(({ alarmId }) => alarmId === alarm) ? "acknowledge" : "why";
}

/** Whether all prices are those of the embedded market. */
export function isDemo({ sources }: Pick<Status, "sources">): boolean {
  return sources.length > 0 && sources.every(({ name }) => name === "demo");
}

/** An alarm that rings within half a minute in the demo, as a line; null where there is no pair for it. */
export function tourLine(pairs: readonly Pick<PairView, "base" | "quote">[]): string | null {
  const pair = pairs.find(({ quote }) => quote === "USDT") ?? pairs[0];
  if (pair === undefined) return null;
  const name = pair.quote === "USDT" ? pair.base : `${pair.base}/${pair.quote}`;
  return `${name.toLowerCase()} 0.05% since start`;
}

/** What was kept of an earlier page of the tab; null where that is nothing. */
export function readTour(text: string | null): TourMemory | null {
  try {
    const { since, alarm, hasRung } = JSON.parse(text ?? "null") ?? {};
    const isKnown = typeof since === "string" && typeof hasRung === "boolean" &&
      (alarm === null || typeof alarm === "string");
    return isKnown ? { since, alarm, hasRung } : null;
  } catch {
    return null;
  }
}
