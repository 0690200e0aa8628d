import { z } from "zod";
import { must } from "@/lib/alarms/alarm_input.ts";
import { explainIssues, type InputProblem } from "@/lib/alarms/explain_issues.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { askedPair } from "@/lib/market/symbol.ts";

/** One line of an import, understood. */
export interface WantedRecord {
  readonly symbol: string;
  /** The pair as the line names it: with a separator it says more than its symbol. */
  readonly pair: string;
  /** The alarm meant by its id; null for none. */
  readonly id: string | null;
  readonly alarm: NewAlarm;
  readonly isPaused: boolean;
  /** The fields that the line names; all others stay as they are in an alarm that exists. */
  readonly given: ReadonlySet<string>;
}

export type ReadRecord =
  | { readonly ok: true; readonly record: WantedRecord }
  | { readonly ok: false } & InputProblem;

const pairRule = must("be a pair such as BTCUSDT");
const Head = z.object({
  pair: z.string(pairRule).min(1, pairRule),
  id: z.string(must("be an alarm's id, or left out")).nullish(),
  paused: z.boolean(must("be true or false")).nullish(),
});

/** Reads one record of an import; a field that is null counts as left out. */
export function readRecord(fields: Readonly<Record<string, unknown>>): ReadRecord {
  const head = Head.safeParse(fields);
  if (!head.success) return { ok: false, ...explainIssues(head.error) };
  const { pair, id, paused } = head.data;
  const named = askedPair(pair);
  if (!named.ok) return { ok: false, field: "pair", message: named.message };
  const { pair: _pair, id: _id, paused: _paused, ...rest } = fields;
  const alarm = NewAlarm.safeParse(rest);
  if (!alarm.success) return { ok: false, ...explainIssues(alarm.error) };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const record = {
    symbol: named.pair.symbol,
    pair,
    id: id === undefined || id === "" ? null : id,
    alarm: alarm.data,
    isPaused: paused === true,
    given: new Set(given.map(([field]) => field)),
  };
  return { ok: true, record };
}
