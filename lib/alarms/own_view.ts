import type { Alarm } from "./alarm.ts";
import type { JudgeContext } from "./judge_context.ts";
import { lastFired } from "./last_fired.ts";
import { endsSilence, priceAfterSilence } from "./silences.ts";
import { watchedFrom } from "./watched_from.ts";

/**
 * What an observation may tell this alarm. A low and high may be from before it was set, from a silence
 * of it, or from before it fired within the same bar: then only the price counts. And the price before an alarm was
 * set may be one that it was never held against.
 */
export function ownView(alarm: Alarm, context: JudgeContext): JudgeContext {
  const { previousAt, observation: { at: seenAt } } = context;
  const ended = priceAfterSilence(alarm, { at: seenAt, previousAt });
  const previous = alarm.watchedPrice ?? ended ?? context.previous;
  const isForeign = areExtremesForeign(alarm, context);
  if (!isForeign && previous === context.previous) return context;
  const { price, at } = context.observation;
  return {
    ...context,
    previous,
    ...(isForeign ? { observation: { price, at } } : {}),
  };
}

function areExtremesForeign(
  alarm: Alarm,
  { observation, previousAt }: JudgeContext,
): boolean {
  const { price, at, low = price, high = price, since } = observation;
  if (low === price && high === price) return false;
  const start = since ?? previousAt ?? -Infinity;
  if (watchedFrom(alarm) > start || endsSilence(alarm, start, at)) return true;
  return since !== undefined && lastFired(alarm) > since;
}
