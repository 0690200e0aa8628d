import { Alarm } from "@/lib/alarms/alarm.ts";
import { describeIssues } from "./describe_issues.ts";
import { type LegacyObject, pick, positive, textOrNull, timeOfSeconds } from "./legacy_fields.ts";

/** An alarm taken over, or why it was not. */
export type ImportedAlarm =
  | { readonly ok: true; readonly alarm: Alarm }
  | { readonly ok: false; readonly reason: string };

/** What an alarm gets when the file does not say; times are ISO 8601 in UTC. */
export interface AlarmDefaults {
  readonly id: string;
  readonly createdAt: string;
}

const TARGET_DIRECTIONS: Readonly<Record<string, string>> = {
  up: "fromBelow",
  above: "fromBelow",
  down: "fromAbove",
  below: "fromAbove",
};
const EXTREMES: Readonly<Record<string, string>> = { max: "downFromMax", min: "upFromMin" };
const UNITS: Readonly<Record<string, string>> = { m: "minutes", h: "hours", d: "days" };

/** Takes over an alarm of the earlier program. */
export function importLegacyAlarm(old: LegacyObject, defaults: AlarmDefaults): ImportedAlarm {
  const condition = conditionOf(old);
  if (condition === null) return { ok: false, reason: `unknown type ${JSON.stringify(old.type)}` };
  const triggeredAt = timeOfSeconds(pick(old, "triggered_at", "last_triggered", "triggered_time"));
  const triggered = old.triggered === true;
  const result = Alarm.safeParse({
    id: textOrNull(old.id) ?? defaults.id,
    createdAt: timeOfSeconds(pick(old, "created_at", "created", "timestamp")) ?? defaults.createdAt,
    note: textOrNull(pick(old, "note", "name", "message"))?.slice(0, 500) ?? "",
    mode: pick(old, "repeat", "recurring") === true ? "repeat" : "once",
    triggered,
    triggeredAt,
    triggeredPrice: positive(old.triggered_price),
    fireCount: triggered || triggeredAt !== null ? 1 : 0,
    ...condition,
  });
  return result.success
    ? { ok: true, alarm: result.data }
    : { ok: false, reason: describeIssues(result.error) };
}

function conditionOf(old: LegacyObject): object | null {
  const direction = String(pick(old, "direction") ?? "any");
  const percentage = positive(pick(old, "percentage", "percent", "threshold", "change"));
  switch (old.type) {
    case "target": {
      const targetPrice = positive(pick(old, "target_price", "target", "price", "value"));
      return { type: "target", targetPrice, direction: TARGET_DIRECTIONS[direction] ?? direction };
    }
    case "extreme": {
      const which = String(pick(old, "extreme", "extreme_type", "mode", "direction"));
      return { type: "percentChange", percentage, changeType: EXTREMES[which] ?? which };
    }
    case "timeframe":
      return { type: "timeframe", percentage, direction, ...windowOf(old) };
    default:
      return null;
  }
}

function windowOf(old: LegacyObject): object {
  const window = pick(old, "timeframe", "window", "period", "time_value");
  const unit = pick(old, "time_unit", "unit");
  if (old.since_start === true || window === "since_start" || unit === "since_start") {
    return {
      timeUnit: "sinceStart",
      startPrice: positive(pick(old, "start_price", "base_price")),
      startTime: timeOfSeconds(pick(old, "start_time", "created_at")),
    };
  }
  const [, count, letter = ""] = /^([\d.]+)\s*([mhd])[a-z]*$/i.exec(String(window)) ?? [];
  if (count !== undefined) {
    return { timeUnit: UNITS[letter.toLowerCase()], timeValue: Number(count) };
  }
  const value = positive(window);
  const named = UNITS[String(unit ?? "").charAt(0).toLowerCase()];
  // A bare number is a span in seconds, as all times of that file are.
  return named === undefined
    ? { timeUnit: "minutes", timeValue: value === null ? null : value / 60 }
    : { timeUnit: named, timeValue: value };
}
