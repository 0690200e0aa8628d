import type { Alarm } from "./alarm.ts";

/** A `sinceStart` alarm measuring from a price at a moment (milliseconds) on; any other alarm as it is. */
export function startFrom(alarm: Alarm, price: number, at: number): Alarm {
  if (alarm.type !== "timeframe" || alarm.timeUnit !== "sinceStart") return alarm;
  return { ...alarm, startPrice: price, startTime: new Date(at).toISOString() };
}

/** Whether a `sinceStart` alarm has nothing to measure from yet. */
export function lacksStart(alarm: Alarm): boolean {
  return alarm.type === "timeframe" && alarm.timeUnit === "sinceStart" && alarm.startPrice === null;
}
