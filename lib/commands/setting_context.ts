import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { AlarmRefused, AlarmSet, SettingContext } from "@/lib/alarms/alarm_result.ts";
import { unwatchedFinder } from "@/lib/market/coverage.ts";
import { NO_HISTORY } from "@/lib/market/history_view.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { CommandContext } from "./command.ts";
import { Refusal } from "./refusal.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The pair's present, as the alarm rules need it. */
export function settingContext(
  pair: Pair,
  { store, now }: Pick<CommandContext, "store" | "now">,
): SettingContext {
  const history = store.histories.get(pair.symbol) ?? NO_HISTORY;
  const isUnwatched = unwatchedFinder(() => pair.coverage);
  const oldest = pair.openGaps?.[0]?.from ?? judgedPoint(pair);
  return {
    ...{ pair, history, isUnwatched, now: now(), isBehind: pair.judged !== undefined },
    pricedAt: pair.lastUpdate === null ? null : Date.parse(pair.lastUpdate),
    unjudgedFrom: oldest === null ? null : Date.parse(oldest.timestamp),
  };
}

/** The alarm that was set or changed. @throws {Refusal} when the rules refused it */
export function settled(result: AlarmSet | AlarmRefused): Omit<AlarmSet, "ok"> {
  if (result.ok) {
    const { ok: _, ...set } = result;
    return set;
  }
  const code = result.reason === "noPriceYet" ? "no_price_yet" : "invalid_request";
  throw new Refusal(code, result.message, result.field);
}

/** @throws {Refusal} when the alarm's window is longer than prices are kept */
export function refuseTooLong(alarm: Alarm, historyDays: number): void {
  const window = alarm.type === "timeframe" ? windowMs(alarm) : null;
  if (window === null || window <= historyDays * DAY_MS) return;
  const message =
    `timeValue must be at most ${historyDays} days: prices are kept no longer (HISTORY_DAYS)`;
  throw new Refusal("invalid_request", message, "timeValue");
}
