import { z } from "zod";
import { must } from "@/lib/alarms/alarm_input.ts";
import { explainIssues, type InputProblem } from "@/lib/alarms/explain_issues.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import { askedPair } from "@/lib/market/symbol.ts";

/** One line of an import, understood. */
export interface WantedRecord {
  readonly symbol: string;
  /** The pair as the line names it: with a separator it says more than its symbol. */
  readonly pair: string;
  /** Which coin the pair was where the file was written; absent in files of older versions. */
  readonly coin: NamedCoin;
  /** The alarm meant by its id; null for none. */
  readonly id: string | null;
  readonly alarm: NewAlarm;
  readonly isPaused: boolean;
  /** The fields that the line names; all others stay as they are in an alarm that exists. */
  readonly given: ReadonlySet<string>;
}

/** Which coin a line means, beside its symbol. */
export interface NamedCoin {
  readonly source?: SourceName | undefined;
  /** The source's id of it (CoinGecko: `gatechain-token`). */
  readonly coin?: string | undefined;
  /** What the source calls it. */
  readonly coinName?: string | undefined;
}

export type ReadRecord =
  | { readonly ok: true; readonly record: WantedRecord }
  | { readonly ok: false } & InputProblem;

const pairRule = must("be a pair such as BTCUSDT");
const Head = z.object({
  pair: z.string(pairRule).min(1, pairRule),
  id: z.string(must("be an alarm's id, or left out")).nullish(),
  paused: z.boolean(must("be true or false")).nullish(),
  source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).nullish(),
  coin: z.string(must("be a coin's id, or left out")).max(100, "must be a coin's id").nullish(),
  coinName: z.string(must("be a coin's name, or left out")).max(200, "must be a coin's name")
    .nullish(),
});

/** Reads one record of an import; a field that is null counts as left out. */
export function readRecord(fields: Readonly<Record<string, unknown>>): ReadRecord {
  const head = Head.safeParse(fields);
  if (!head.success) return { ok: false, ...explainIssues(head.error) };
  const { pair, id, paused } = head.data;
  const named = askedPair(pair);
  if (!named.ok) return { ok: false, field: "pair", message: named.message };
  const rest = Object.entries(fields).filter(([field]) => !(field in Head.shape));
  const alarm = NewAlarm.safeParse(Object.fromEntries(rest));
  if (!alarm.success) return { ok: false, ...explainIssues(alarm.error) };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const record = {
    symbol: named.pair.symbol,
    pair,
    coin: coinIn(head.data),
    id: id === undefined || id === "" ? null : id,
    alarm: alarm.data,
    isPaused: paused === true,
    given: new Set(given.map(([field]) => field)),
  };
  return { ok: true, record };
}

function coinIn({ source, coin, coinName }: z.infer<typeof Head>): NamedCoin {
  return {
    source: source ?? undefined,
    coin: coin || undefined,
    coinName: coinName || undefined,
  };
}
