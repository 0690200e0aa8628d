import type { Alarm } from "@/lib/alarms/alarm.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { texts } from "@/lib/language/texts.ts";
import { numberFormats } from "@/lib/market/format_price.ts";
import type { ReplayAnswer } from "@/lib/protocol/answers.ts";
import { durationWords, shortMomentText, type Zone } from "@/lib/text/times.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";

/** What an alarm would have done that is not set yet. */
export const replayWords = texts("replay", {
  unknown: "Prices are not known for long enough to say how often it would have rung",
  wouldNotHave: (span: string) => `Would not have rung in the last ${span}`,
  wouldHaveOnce: (span: string, when: string) =>
    `Would have rung once in the last ${span}, on ${when}`,
  wouldHave: (count: string, span: string, when: string) =>
    `Would have rung ${count} times in the last ${span}, last on ${when}`,
  cameTrue: (count: string, span: string, when: string) =>
    `Rings once; its condition came true ${count} times in the last ${span}, last on ${when}`,
  allDays: "30 days",
  allKnown: (span: string) => `${span} (all that is known)`,
});

/** An alarm as the API takes it: the fields that `readDraft` answers. */
type AlarmFields = Readonly<Record<string, unknown>>;

/** Asks how often an alarm would have rung; null when that is not known, or not wanted any more. */
export type FetchReplay = (
  symbol: string,
  alarm: AlarmFields,
  signal: AbortSignal,
) => Promise<ReplayAnswer | null>;

/** How often an alarm that is not set yet would have rung in the last 30 days. */
export const fetchReplay: FetchReplay = (symbol, alarm, signal) =>
  askQuietly(`/api/pairs/${encodeURIComponent(symbol)}/replay`, {
    method: "POST",
    body: JSON.stringify(alarm),
    signal,
  });

/** History is kept a little longer than that, and looked at from the first price on. */
const ALL_MS = 29.5 * DAY_MS;

/** What an alarm would have done: "Would have rung 7 times in the last 30 days, last on 24 Nov, 14:02 CET". */
export function replayText(
  { from, to, count, moments }: ReplayAnswer,
  mode: Alarm["mode"],
  zone: Zone,
): string {
  if (from === null || to === null) {
    return replayWords.unknown;
  }
  const span = spanWords(Date.parse(to) - Date.parse(from));
  const last = moments.at(-1);
  if (last === undefined) return replayWords.wouldNotHave(span);
  const when = shortMomentText(last.timestamp, zone);
  if (count === 1) return replayWords.wouldHaveOnce(span, when);
  const times = numberFormats().large.format(count);
  // It would have rung at the first of them only, of which the answer knows no moment.
  return mode === "once"
    ? replayWords.cameTrue(times, span, when)
    : replayWords.wouldHave(times, span, when);
}

/** In whole units, and whether that is less than was asked for. */
function spanWords(ms: number): string {
  if (ms >= ALL_MS) return replayWords.allDays;
  const unit = [DAY_MS, HOUR_MS].find((unitMs) => ms >= 2 * unitMs) ?? MINUTE_MS;
  const whole = Math.max(1, Math.round(ms / unit)) * unit;
  return replayWords.allKnown(durationWords(whole));
}
