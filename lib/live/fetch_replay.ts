import type { ReplayAnswer } from "@/lib/live/answers.ts";
import { askQuietly } from "./ask_server.ts";

/** An alarm as the API takes it: the fields that `readDraft` answers. */
export type AlarmFields = Readonly<Record<string, unknown>>;

/** Asks how often an alarm would have rung; null when that is not told, or not wanted any more. */
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
